"""What a curve found, as the title of its chart: computed from its points, never more than they say.

Knows no Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import mean

Points = Sequence[tuple[float, float]]
Written = Callable[[float], str]

NEAR = 0.05
"""Values that differ by less than this share of the larger one are called the same. Not so shares, in per cent: those
are the same where they are written the same, as 95 % and 99 % are far apart for whoever counts errors."""
LAST = 0.05
"""A restless curve, such as a loss, ends at the mean over this last share of its points."""


def moved(what: str, points: Points, written: Written, *, over: bool, restless: bool = False) -> str:
    """What became of a reading: "Spread rose from 0.13 to 0.58", or, while it isn't over, "… so far".

    points: (step, value) by step. Of one point only its value is told, of none only what it will be.
    """
    if not points:
        return what
    values = [value for _, value in points]
    before, now = values[0], _end(points, restless)
    if len(values) == 1:
        return f"{what} starts at {written(before)}"
    so_far = "" if over else " so far"
    if _same(before, now, written):
        if all(_same(value, now, written) for value in values):
            return f"{what} holds at {written(now)}{so_far}"
        return f"{what} ended where it began, at {written(now)}" if over else f"{what} is back at {written(now)}"
    verb = ("rose" if now > before else "fell") if over else ("has risen" if now > before else "has fallen")
    return f"{what} {verb} from {written(before)} to {written(now)}{so_far}"


def beside(
    what: str, one: Points, other: Points, whose: str, written: Written, *, over: bool, restless: bool = False
) -> str:
    """Where two curves of one reading stand: "Spread ended at 0.02, the healthy twin's at 0.61".

    While that isn't over they are compared at the newest step that both have: "Spread is at 0.10; at that step the
    healthy twin's was at 0.61". Where they share none, only the first is told.
    """
    if not one:
        return what
    if over:
        said = f"{what} ended at {written(_end(one, restless))}"
        return f"{said}, {whose} at {written(_end(other, restless))}" if other else said
    if not (common := {step for step, _ in one} & {step for step, _ in other}):
        return f"{what} is at {written(_end(one, restless))}"
    ours, theirs = (written(_end([p for p in points if p[0] <= max(common)], restless)) for points in (one, other))
    return f"{what} is at {ours}; at that step {whose} was at {theirs}"


def percent(share: float, digits: int = 0) -> str:
    """A share of 0 … 1 in per cent, with a space that no line is broken at: "34 %"."""
    return f"{100 * share:.{digits}f}\u00a0%"


def number(value: float) -> str:
    """As people read numbers off: "5.62", "0.00", "44.1", "1,280"."""
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:z,.{digits}f}".replace("-", "−")


def _end(points: Points, restless: bool) -> float:
    values = [value for _, value in points]
    return mean(values[-max(1, round(LAST * len(values))) :]) if restless else values[-1]


def _same(one: float, other: float, written: Written) -> bool:
    if written is percent:
        return written(one) == written(other)
    return written(one) == written(other) or abs(one - other) <= NEAR * max(abs(one), abs(other))
