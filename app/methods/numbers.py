"""Numbers that never stand alone: each beside how it was measured and, where others did, their name."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import NamedTuple

STYLE = """
.numbers{container-type:inline-size;line-height:1.4}
.numbers>div{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:0 1rem;padding-bottom:.7rem}
.numbers b{font-size:1.12rem;font-weight:650;line-height:1.25}
.numbers span{font-size:.9rem;padding-top:.1rem}
.numbers a{color:inherit}
@container(max-width:380px){.numbers>div{grid-template-columns:minmax(0,1fr)}}
"""


class Number(NamedTuple):
    """A number as it is shown, how it came about, and its source with a link."""

    value: str
    how: str
    source: str = ""
    link: str = ""


def numbers_html(numbers: Iterable[Number]) -> str:
    """HTML of a list of numbers."""
    entries = "".join(
        f"<div><b>{html.escape(number.value)}</b><span>{html.escape(number.how)}{_source(number)}</span></div>"
        for number in numbers
    )
    return f'<style>{STYLE}</style><div class="numbers">{entries}</div>'


def _source(number: Number) -> str:
    if not number.link:
        return ""
    link, source = html.escape(number.link, quote=True), html.escape(number.source)
    return f'. <a href="{link}" target="_blank" rel="noopener">{source}</a>'
