"""The files of two methods side by side, line by line. Knows no Streamlit."""

from __future__ import annotations

import ast
import html
from difflib import SequenceMatcher
from typing import NamedTuple

from app.palette import CLASS_COLOURS

STYLE = f"""
.two{{container-type:inline-size;width:100%}}
.two .files{{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));column-gap:1rem}}
.two figure{{display:grid;grid-template-rows:subgrid;grid-row:1/span var(--rows);margin:0;min-width:0}}
.two figcaption{{font-weight:600;padding-bottom:.5rem}}
.two pre{{display:grid;grid-template-rows:subgrid;grid-row:2/span calc(var(--rows) - 1);margin:0;padding:0;
background:none;border:none;font-size:.76rem;line-height:1.5;font-family:"Source Code Pro",ui-monospace,monospace}}
.two code{{display:block;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;color:inherit;background:none;
padding:0 .5rem 0 calc(.5rem + (var(--in) + 4)*1ch);text-indent:calc((var(--in) + 4)*-1ch);min-height:1.5em;
border-left:3px solid transparent}}
.two .same{{opacity:.62}}
.two .left{{border-color:{CLASS_COLOURS[0]};background:color-mix(in srgb,{CLASS_COLOURS[0]} 13%,transparent)}}
.two .right{{border-color:{CLASS_COLOURS[1]};background:color-mix(in srgb,{CLASS_COLOURS[1]} 13%,transparent)}}
.two .gap{{background:repeating-linear-gradient(135deg,rgb(128 138 155/.1) 0 4px,transparent 4px 9px)}}
@container(max-width:700px){{
.two .files,.two figure,.two pre{{display:block}}
.two figure+figure{{margin-top:1.5rem}}
.two .gap{{display:none}}}}
"""


class Row(NamedTuple):
    """A line of each file; None where only the other has one. same: whether they are equal."""

    left: str | None
    right: str | None
    same: bool


def rows_of(left: str, right: str) -> list[Row]:
    """Both texts line by line, equal lines beside each other."""
    a, b = left.splitlines(), right.splitlines()
    rows = []
    for kind, a_from, a_to, b_from, b_to in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for i in range(max(a_to - a_from, b_to - b_from)):
            one = a[a_from + i] if a_from + i < a_to else None
            other = b[b_from + i] if b_from + i < b_to else None
            rows.append(Row(one, other, kind == "equal"))
    return rows


def without_card(source: str) -> str:
    """A method's file without its `about = …`, which says in words what the rest says in code."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "about" for t in node.targets):
            del lines[node.lineno - 1 : node.end_lineno]
            break
    return "\n".join(lines).rstrip()


def shared_lines(rows: list[Row]) -> int:
    """How many lines that say something stand in both files."""
    return sum(row.same and bool((row.left or "").strip()) for row in rows)


def two_files_html(rows: list[Row], titles: tuple[str, str]) -> str:
    """HTML of both files. Lines that only one of them has are coloured; equal ones are quiet."""
    left = [_line(row.left, "same" if row.same else "left") for row in rows]
    right = [_line(row.right, "same" if row.same else "right") for row in rows]
    figures = "".join(
        f"<figure><figcaption>{html.escape(title)}</figcaption><pre>{''.join(lines)}</pre></figure>"
        for title, lines in zip(titles, (left, right), strict=True)
    )
    files = f'<div class="files" style="--rows:{len(rows) + 1}">{figures}</div>'
    return f'<style>{STYLE}</style><div class="two">{files}</div>'


def _line(text: str | None, kind: str) -> str:
    if text is None:
        return '<code class="gap"></code>'
    indent = len(text) - len(text.lstrip())
    return f'<code class="{kind}" style="--in:{indent}">{html.escape(text)}\n</code>'
