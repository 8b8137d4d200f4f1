"""What a survey found, in sentences worked out from its numbers. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence

from app.survived.plan import UNTRAINED, A, B, Plan
from app.words import listed, plain
from ssl_demo.evaluation.reading import Lead
from ssl_demo.evaluation.survey import Row

TITLES = {
    "class": "class",
    "dominant colour": "dominant colour",
    "colour": "paint of the toy",
    "kind": "kind of toy",
    "pattern": "pattern of the toy",
    "background": "kind of background",
    "orientation": "orientation of the image",
    "position": "place of the toy",
    "scale": "size of the toy",
    "rotation": "rotation of the toy",
    "light": "direction of the light",
    "brightness": "brightness of the light",
    "haze": "haze",
}
"""What the properties are called on the page."""
NEARLY_PERFECT = 0.995


def title_of(row: Row) -> str:
    """The property's name on the page."""
    return TITLES.get(row.name, row.name.replace("_", " "))


def written(row: Row, value: float) -> str:
    """An accuracy as "46 %", R² as "0.65", and what would be rounded up to perfect with a digit more."""
    more = NEARLY_PERFECT <= value < 1
    if row.is_measured:
        return f"{value:.3f}" if more else f"{round(value, 2) + 0.0:.2f}"  # + 0.0 takes the sign off -0.00
    return f"{100 * value:.{1 if more else 0}f}\u00a0%"


def lead_of(row: Row, one: str, other: str) -> Lead:
    """How much more the embedding of one encoder tells of a property than that of another."""
    return row.readings[one].lead_over(row.readings[other])


def finding(rows: Sequence[Row], plan: Plan) -> str:
    """The largest clear difference either way: "Crop only tells more of the haze, SimCLR of the class". Plain text."""
    a, b = plan.a.name, plan.b.name
    ours, theirs = _clear(rows, A, B), _clear(rows, B, A)
    if ours and theirs:
        return f"{a} tells more of the {title_of(ours[0])}, {b} of the {title_of(theirs[0])}"
    if ours or theirs:
        more, less, row = (a, b, ours[0]) if ours else (b, a, theirs[0])
        return f"{more} tells more of the {title_of(row)} than {less}; no clear difference the other way round"
    return f"{a} and {b}: no clear difference in anything that was asked"


def said(rows: Sequence[Row], plan: Plan) -> list[str]:
    """Markdown: what A and B differ in most, in what not clearly, and what training took from the embedding."""
    sentences = []
    for one, other in ((A, B), (B, A)):
        if clear := _clear(rows, one, other):
            first, *more = clear
            sentences.append(f"{_compared(first, one, other, plan)}{_listed(more, one, other)}")
    same = [row for row in rows if not lead_of(row, A, B).is_clear]
    if same:
        names = listed([f"{title_of(row)} ({_both(row, A, B)})" for row in same])
        sentences.append(f"**No clear difference**: {names}. {MAY_BE_LUCK}")
    for side, name in ((A, plan.a.name), (B, plan.b.name)):
        if lost := _clear(rows, UNTRAINED, side):
            names = listed([f"{title_of(row)} ({_both(row, UNTRAINED, side)})" for row in lost])
            sentences.append(f"**Training with {plain(name)} took away** what the untrained encoder had told: {names}.")
    return sentences


MAY_BE_LUCK = "What is there may be luck in the choice of test images."


def _clear(rows: Sequence[Row], one: str, other: str) -> list[Row]:
    """Where `one` is clearly ahead: categories first, as everybody understands them, the largest lead first, and of
    leads that are about equal the first one listed."""
    leads = {row.name: lead_of(row, one, other) for row in rows}
    ahead = [row for row in rows if leads[row.name].is_clear and leads[row.name].value > 0]
    return sorted(ahead, key=lambda row: (row.is_measured, -round(leads[row.name].value, 1)))


def _compared(row: Row, one: str, other: str, plan: Plan) -> str:
    names = {A: plain(plan.a.name), B: plain(plan.b.name)}
    mine, others = (written(row, row.readings[side].value) for side in (one, other))
    if row.is_measured:
        return f"With **{names[one]}**, the {title_of(row)} is told with R² **{mine}**, with {names[other]} {others}."
    return (
        f"With **{names[one]}**, the {title_of(row)} can be read off in **{mine}** of the images, with {names[other]} "
        f"in {others} (by guessing in {written(row, row.chance)})."
    )


def _listed(rows: Sequence[Row], one: str, other: str) -> str:
    if not rows:
        return ""
    return f" Also easier to read off: {listed([f'{title_of(row)} ({_both(row, one, other)})' for row in rows])}."


def _both(row: Row, one: str, other: str) -> str:
    against = " against ".join(written(row, row.readings[side].value) for side in (one, other))
    return f"R² {against}" if row.is_measured else against
