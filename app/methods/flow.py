"""What is predicted from what, as two lanes of boxes that meet in a question. Knows no Streamlit."""

from __future__ import annotations

import html
from typing import NamedTuple

from app.palette import CLASS_COLOURS
from ssl_demo.methods.about import STOP, Flow

SHARED, OWN, BARRED = CLASS_COLOURS[0], CLASS_COLOURS[5], CLASS_COLOURS[1]

STYLE = f"""
.flow-frame{{container-type:inline-size;width:100%}}
.flow{{display:grid;grid-template-columns:minmax(0,1fr) minmax(8rem,15rem);gap:1.1rem 0;width:100%;
font-size:.92rem;line-height:1.25}}
.flow .lane{{display:grid;align-items:center;grid-column:1}}
.flow .box{{border:1.5px solid rgb(128 138 155/.6);border-radius:.6rem;padding:.55rem .5rem;min-height:3.4rem;
display:flex;align-items:center;justify-content:center;text-align:center;overflow-wrap:anywhere}}
.flow .start{{border-style:dashed}}
.flow .shared{{border-color:{SHARED};background:color-mix(in srgb,{SHARED} 15%,transparent)}}
.flow .own{{border-color:{OWN};background:color-mix(in srgb,{OWN} 15%,transparent)}}
.flow .arrow{{position:relative;align-self:stretch;min-height:2rem;min-width:1.6rem}}
.flow .arrow::before{{content:"";position:absolute;background:currentColor;opacity:.5;
left:.2rem;right:.55rem;top:calc(50% - 1px);height:2px}}
.flow .arrow::after{{content:"";position:absolute;background:currentColor;opacity:.6;right:.2rem;top:calc(50% - 5px);
width:9px;height:10px;clip-path:polygon(0 0,100% 50%,0 100%)}}
.flow .bar{{position:absolute;background:{BARRED};border-radius:2px;
left:calc(50% - 2px);top:calc(50% - .75rem);width:4px;height:1.5rem}}
.flow .bar+span{{position:absolute;left:0;right:0;bottom:calc(50% + .9rem);text-align:center;font-size:.75rem;
font-weight:600;white-space:nowrap}}
.flow .meet{{grid-column:2;grid-row:1/span 2;border-radius:1.7rem;padding:.9rem 1.1rem;display:flex;
flex-direction:column;justify-content:center;text-align:center;border:2px solid currentColor;overflow-wrap:anywhere}}
.flow .meet b{{font-weight:600}}
.flow .meet small,.flow-key{{font-size:.78rem;opacity:.75}}
.flow-key{{padding-top:.6rem;line-height:1.5}}
.flow-key i{{display:inline-block;width:.85em;height:.85em;border-radius:.25em;border:1.5px solid;
vertical-align:-.08em;margin-right:.35em}}
.flow-key span{{margin-right:1.2em}}
@container(max-width:620px){{
.flow{{grid-template-columns:repeat(2,minmax(0,1fr));gap:0 1rem}}
.flow .lane{{display:flex;flex-direction:column;align-items:stretch;grid-column:auto;grid-row:1}}
.flow .arrow{{flex:0 0 2.1rem}}
.flow .stopped{{flex-basis:3.4rem}}
.flow .arrow:last-child{{flex-grow:1}}
.flow .arrow::before{{left:calc(50% - 1px);right:auto;width:2px;height:auto;top:.2rem;bottom:.55rem}}
.flow .arrow::after{{right:auto;left:calc(50% - 5px);top:auto;bottom:.2rem;width:10px;height:9px;
clip-path:polygon(0 0,100% 0,50% 100%)}}
.flow .bar{{left:calc(50% - .75rem);top:calc(50% - 4px);width:1.5rem;height:4px}}
.flow .bar+span{{left:calc(50% + 1rem);right:auto;bottom:auto;top:calc(50% - .75rem);text-align:left;
white-space:normal;line-height:1.05}}
.flow .meet{{grid-column:1/-1;grid-row:2;padding:.8rem}}}}
"""


class Box(NamedTuple):
    """A step of a lane, and whether a stop-gradient bars the arrow that leaves it."""

    name: str
    stopped: bool


def flow_html(flow: Flow) -> str:
    """HTML of the diagram, with the same in words for those who can't see it.

    Networks of one name in both lanes are one network and have one colour; a bar across an arrow is a stop-gradient.
    """
    lanes = [_boxes(lane) for lane in (flow.predicts, flow.target)]
    networks = [{box.name for box in lane[1:]} for lane in lanes]
    shared, own = networks[0] & networks[1], networks[0] ^ networks[1]
    columns = _columns(lanes)
    drawn = "".join(_lane(lane, shared, columns) for lane in lanes)
    # Where nothing is shared, there is nothing to tell apart.
    key = _key(bool(shared), bool(shared and own), any(box.stopped for lane in lanes for box in lane))
    return (
        f'<style>{STYLE}</style><div class="flow-frame">'
        f'<div class="flow" role="img" aria-label="{html.escape(flow_in_words(flow), quote=True)}">{drawn}'
        f'<div class="meet"><small>where both meet</small><b>{html.escape(flow.compare)}</b></div></div>{key}</div>'
    )


def flow_in_words(flow: Flow) -> str:
    """The diagram as two sentences and a question."""

    def lane(steps: tuple[str, ...]) -> str:
        return ", then ".join("a stop-gradient" if step == STOP else step for step in steps)

    return f"One side: {lane(flow.predicts)}. The other side: {lane(flow.target)}. Where both meet: {flow.compare}"


def _boxes(lane: tuple[str, ...]) -> list[Box]:
    return [Box(name, after == STOP) for name, after in zip(lane, (*lane[1:], ""), strict=True) if name != STOP]


def _columns(lanes: list[list[Box]]) -> str:
    """A column for each box and each arrow; equal steps of both lanes stand below each other."""
    most = max(map(len, lanes))
    # The last arrow of a shorter lane runs on over several columns, so it is long enough for a bar.
    barred = {i for lane in lanes for i, box in enumerate(lane) if box.stopped and (i + 1 < len(lane) or i + 1 == most)}
    return " ".join(
        "minmax(0,10rem) " + ("minmax(6.2rem,1.6fr)" if i in barred else "minmax(1.8rem,1fr)") for i in range(most)
    )


def _lane(lane: list[Box], shared: set[str], columns: str) -> str:
    parts = []
    for i, box in enumerate(lane):
        kind = "start" if i == 0 else "shared" if box.name in shared else "own"
        parts.append(f'<div class="box {kind}" style="grid-column:{2 * i + 1}">{html.escape(box.name)}</div>')
        end = -1 if i + 1 == len(lane) else 2 * i + 3
        bar = f'<div class="bar"></div><span>{STOP}</span>' if box.stopped else ""
        stopped = " stopped" if box.stopped else ""
        parts.append(f'<div class="arrow{stopped}" style="grid-column:{2 * i + 2}/{end}">{bar}</div>')
    return f'<div class="lane" style="grid-template-columns:{columns}">{"".join(parts)}</div>'


def _key(shared: bool, own: bool, stopped: bool) -> str:
    """What the colours and the bar mean, where they occur."""

    def entry(colour: str, words: str) -> str:
        return (
            f'<span><i style="color:{colour};background:color-mix(in srgb,{colour} 25%,transparent)"></i>{words}</span>'
        )

    entries = [
        entry(SHARED, "the same network in both lanes") if shared else "",
        entry(OWN, "a step of this lane alone") if own else "",
        entry(BARRED, "no gradient goes back past the bar") if stopped else "",
    ]
    return f'<div class="flow-key">{"".join(entries)}</div>' if any(entries) else ""
