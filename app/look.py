"""The shared stylesheet: measured lines, calm spacing, a page that fits a phone and a wall, letters with contrast."""

from __future__ import annotations

import streamlit as st

from app.large_type import ROOT, large_type

STYLE = """
[data-testid="stMainBlockContainer"]{max-width:92rem;margin-inline:auto}
:is([data-testid="stMarkdownContainer"],[data-testid="stCaptionContainer"]) :is(p,li){max-width:75ch;
text-wrap-style:pretty}
[data-testid="stHeading"] :is(h1,h2,h3){text-wrap-style:balance;letter-spacing:-.01em}
[data-testid="stCaptionContainer"]{opacity:1;color:color-mix(in srgb,currentcolor 75%,transparent)}
[data-testid="stCaptionContainer"] code{color:inherit}
[data-testid^="stBaseButton-primary"],[data-testid="stMultiSelect"] [data-tag]{color:light-dark(#fff,#0c1017)}
button[data-selected="true"]{color:light-dark(#0B58C8,#86B6FF)}
[data-testid="stApp"] :focus-visible:not(input,textarea){
outline:3px solid light-dark(#0B62E0,#86B6FF);outline-offset:2px}
main:focus-visible{outline-offset:-4px!important}
[data-testid="stSliderThumbValue"] p{text-wrap:nowrap!important;max-width:none}
.st-key-ending{margin-top:2.5rem}
@media (max-width:640px){.st-key-run_map{min-height:calc(440px + 15rem)}}
"""
"""Lines of at most 75 characters; on a wide screen the page stays in its middle, and nothing is stretched. Streamlit's
own quiet and coloured letters have too little contrast (WCAG 2.2, 1.4.3): here they have 4.5 to 1 in both themes.
On a phone a live map has all its place from the start, as what stands below would jump when it comes."""


def put_on() -> None:
    """Dress the page that is drawn after this; called once, by the frame."""
    root = f"html{{{ROOT}}}" if large_type() else ""
    st.html(f"<style>{STYLE}{root}</style>")
