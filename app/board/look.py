"""The board's own look: letters that are read from the back of a room, in both themes."""

from __future__ import annotations

STYLE = """
.board{display:grid;gap:1.2rem}
.board h3{font-size:1.05rem;font-weight:600;margin:0 0 .5rem;padding:0}
.board .door{display:flex;flex-wrap:wrap;align-items:center;gap:1rem 3rem;padding:1.1rem 1.6rem;border-radius:1rem;
background:light-dark(#f2f5fa,#1a212d)}
.board .door p{margin:0;font-size:1.05rem}
.board .door .address{font-size:clamp(1.05rem,1.9vw,1.8rem);font-weight:600;overflow-wrap:anywhere}
.board .door .code{font:700 clamp(3.2rem,8.5vw,8rem)/1.05 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;
letter-spacing:.09em}
.board .door img{width:clamp(8rem,13vw,13rem);aspect-ratio:1;border-radius:.5rem;background:#fff}
.board .door .count{text-align:center;margin-inline-start:auto;font-size:1.2rem}
.board .door .count b{display:block;font:650 clamp(3.2rem,6.5vw,6rem)/1 serif}
.board .groups{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(14rem,100%),1fr));gap:1rem 1.6rem}
.board ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem}
.board li{margin:0;padding:.25rem .7rem;border-radius:1rem;font-size:1.05rem;line-height:1.35;overflow-wrap:anywhere;
background:light-dark(#e9eef6,#232c39)}
.board li b{font-weight:600}
.board .away li{background:none;box-shadow:inset 0 0 0 1px light-dark(#8a94a3,#66727f)}
.board .n{opacity:.8;font-weight:400}
.board table{border-collapse:collapse;width:100%;font-size:1.05rem}
.board :is(th,td){text-align:start;padding:.35rem .6rem;border:0;border-bottom:1px solid light-dark(#d9e0ea,#2d3746);
font-weight:400;overflow-wrap:anywhere}
.board th[scope=row]{font-weight:600}
.board td:first-child,.board td:last-child{white-space:nowrap}
.board td:last-child{text-align:end}
.board progress{width:100%;min-width:4rem;height:.7rem;accent-color:light-dark(#0B62E0,#4C8DF6)}
"""
