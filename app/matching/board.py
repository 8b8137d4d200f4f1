"""Two pictures side by side, with lines from the points of the one to the points of the other. Knows no Streamlit.

Made of HTML alone, as the page's cleaner of HTML lets no SVG pass: each line is an empty element that is turned.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

import torch
from torch import Tensor

from app.palette import CLASS_COLOURS
from app.sprite import data_url
from ssl_demo.evaluation.matching.photographs import SIDE
from ssl_demo.evaluation.matching.score import Score

GAP = 12
WIDTH = 2 * SIDE + GAP
MOST = 60
"""Lines that can still be told from each other."""
RIGHT, WRONG = CLASS_COLOURS[2], CLASS_COLOURS[1]

STYLE = f"""
.match{{container-type:inline-size;width:100%;max-width:66rem}}
.match .board{{position:relative;width:100%;aspect-ratio:{WIDTH}/{SIDE};overflow:hidden}}
.match .picture{{position:absolute;top:0;height:100%;width:{100 * SIDE / WIDTH:.4f}%;background-size:100% 100%;
border-radius:.3rem}}
.match .picture+.picture{{right:0}}
.match s{{position:absolute;height:12px;margin-top:-6px;transform-origin:0 50%;text-decoration:none;cursor:help}}
.match s::before{{content:"";position:absolute;left:0;right:0;top:4.5px;border-top:1.5px solid {RIGHT};
filter:drop-shadow(0 0 1px #fff) drop-shadow(0 0 1px #fff)}}
.match s.wrong::before{{border-top:2px dashed {WRONG};filter:drop-shadow(0 0 .5px #000)}}
.match s:hover::before{{border-top-width:4px;top:4px}}
.match b{{--size:clamp(5px,.9cqw,9px);position:absolute;width:var(--size);height:var(--size);translate:-50% -50%;
border-radius:50%;background:{RIGHT};border:1.5px solid #fff;pointer-events:none;box-sizing:border-box}}
.match b.wrong{{--size:clamp(7px,1.2cqw,12px);background:none;border:0;border-radius:0}}
.match b.wrong::before,.match b.wrong::after{{content:"";position:absolute;left:0;right:0;top:35%;height:30%;
background:{WRONG};outline:1px solid #000;transform:rotate(45deg)}}
.match b.wrong::after{{transform:rotate(-45deg);outline:0}}
.match .names{{display:flex;gap:{100 * GAP / WIDTH:.4f}%;font-size:.8rem;opacity:.8;padding-top:.25rem}}
.match .names span{{flex:1 1 0}}
.match .key{{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;font-size:.85rem;padding-top:.35rem}}
.match .key span{{position:relative;padding-left:4.1rem}}
.match .key s{{left:.4rem;top:50%;width:2.8rem}}
.match .key b{{top:50%;left:.4rem}}
.match .key b+b{{left:3.2rem}}
"""


def board_html(picture: Tensor, twin: Tensor, score: Score, said: str) -> str:
    """The drawing. picture and twin: uint8 [3, 256, 256]. said: the same in words, for those who can't see it."""
    chosen = drawn(len(score.right))
    lines = [_line(score, number) for number in sorted(chosen, key=lambda number: bool(score.right[number]))]
    pictures = "".join(_picture(pixels) for pixels in (picture, twin))
    label = html.escape(said, quote=True)
    key = "".join(_key(right, words) for right, words in ((True, KEY_RIGHT), (False, KEY_WRONG)))
    return (
        f'<style>{STYLE}</style><div class="match"><div class="board" role="img" aria-label="{label}">{pictures}'
        f'{"".join(lines)}</div><div class="names"><span>The picture</span><span>Its twin</span></div>'
        f'<div class="key">{key}<i>{_how_many(len(chosen), len(score.right))}</i></div></div>'
    )


KEY_RIGHT, KEY_WRONG = "right: on the same point of the scene", "wrong: somewhere else"


def drawn(count: int, most: int = MOST) -> list[int]:
    """Which of so many matches are drawn: at most 60, evenly chosen."""
    return torch.linspace(0, count - 1, min(count, most)).round().long().tolist() if count else []


def _how_many(shown: int, count: int) -> str:
    return f"{shown} of {count} drawn" if shown < count else f"all {count} drawn" if count else ""


def _picture(pixels: Tensor) -> str:
    return f'<div class="picture" style="background-image:url({data_url(pixels.permute(1, 2, 0).numpy())})"></div>'


def _line(score: Score, number: int) -> str:
    """One match: a line with a mark at each end, and what it is about when the pointer rests on it."""
    right = bool(score.right[number])
    kind = "" if right else ' class="wrong"'
    (x1, y1), (x2, y2) = _place(score.start[number].tolist(), 0), _place(score.end[number].tolist(), SIDE + GAP)
    long, turn = math.hypot(x2 - x1, y2 - y1), math.degrees(math.atan2(y2 - y1, x2 - x1))
    off = f"{float(score.errors[number]):.1f} pixels off, descriptors {float(score.distances[number]):.3g} apart"
    words = f"{'right' if right else 'wrong'}: {off}"
    line = f"{_at(x1, y1)};width:{100 * long / WIDTH:.3f}cqw;transform:rotate({turn:.2f}deg)"
    return (
        f'<s{kind} title="{words}" style="{line}"></s>'
        f'<b{kind} style="{_at(x1, y1)}"></b><b{kind} style="{_at(x2, y2)}"></b>'
    )


def _place(point: Sequence[float], left: float) -> tuple[float, float]:
    """A pixel's middle on the board."""
    return left + point[0] + 0.5, point[1] + 0.5


def _at(x: float, y: float) -> str:
    return f"left:{100 * x / WIDTH:.3f}%;top:{100 * y / SIDE:.3f}%"


def _key(right: bool, words: str) -> str:
    kind = "" if right else ' class="wrong"'
    return f"<span><s{kind}></s><b{kind}></b><b{kind}></b>{words}</span>"
