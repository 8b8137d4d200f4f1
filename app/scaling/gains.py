"""How much accuracy changes from one point of a line to another, and how well that is known. Knows no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import mean, variance

from app.scaling.lines import Dot, Line
from ssl_demo.evaluation.interval import Interval, mean_interval


def last_step(lines: Iterable[Line]) -> tuple[int, int] | None:
    """The two largest numbers of images at which every line that has two dots has one; None if there are none."""
    places = [{dot.images for dot in line.dots} for line in lines if len(line.dots) > 1]
    shared = sorted(set.intersection(*places)) if places else []
    return (shared[-2], shared[-1]) if len(shared) > 1 else None


def gain_by_draw(line: Line, first: int, last: int) -> dict[int, float]:
    """What a line gains between two numbers of images, in each draw of labels that both have.

    Of labelled images, where a draw's smaller number is a part of its larger one: its luck is in both and cancels.
    """
    before, after = line.at(first), line.at(last)
    if before is None or after is None:
        return {}
    drawn = [dot.row["accuracies"].keys() for dot in (before, after) if not dot.only_draw]
    draws = sorted(set.intersection(*map(set, drawn))) if drawn else [0]
    return {draw: _in_draw(after, draw) - _in_draw(before, draw) for draw in draws}


def _in_draw(dot: Dot, draw: int) -> float:
    return dot.row["accuracy_mean"] if dot.only_draw else dot.row["accuracies"][draw]


def gain_between_runs(before: Dot, after: Dot) -> Interval:
    """What is gained from one run to another on other images: the draws have the same numbers, not the same labels."""
    first, last = ([*dot.row["accuracies"].values()] for dot in (before, after))
    if before.only_draw:
        return mean_interval([accuracy - first[0] for accuracy in last])
    if after.only_draw:
        return mean_interval([last[0] - accuracy for accuracy in first])
    return welch(first, last)


def welch(before: Sequence[float], after: Sequence[float]) -> Interval:
    """How far the mean of `after` is above that of `before`, with the 95 % interval for draws that are not the same.

    Welch 1947, "The Generalization of 'Student's' Problem when Several Different Population Variances are Involved",
    with Satterthwaite's degrees of freedom. With one draw on a side nothing bounds it.
    """
    centre = mean(after) - mean(before)
    if min(len(before), len(after)) < 2:
        return Interval(centre, -math.inf, math.inf)
    parts = [(variance(values) / len(values), len(values) - 1) for values in (before, after)]
    squared_error = sum(part for part, _ in parts)
    if not squared_error:
        return Interval(centre, centre, centre)
    from scipy.stats import t

    freedom = squared_error**2 / sum(part**2 / free for part, free in parts)
    half = float(t.ppf(0.975, freedom)) * math.sqrt(squared_error)
    return Interval(centre, centre - half, centre + half)
