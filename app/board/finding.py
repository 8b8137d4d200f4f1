"""What a class found, short enough for a title. Knows no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from app.findings import percent
from app.label_budget.finding import USUAL
from app.label_budget.read_out import labels, title
from ssl_demo.classroom.pooled.curve import PooledCurve
from ssl_demo.classroom.pooled.neighbours import Group
from ssl_demo.classroom.pooled.over_learners import Pooled

MOST_GROUPS = 3


def told_count(curve: PooledCurve) -> int | None:
    """The labels per class that the title tells of, and at which outliers are looked for: of those that most learners
    have, the one nearest to ten. It is fixed beforehand; the count with the largest spread would promise too much."""
    if "ssl" not in curve.lines:
        return None
    by_count = curve.lines["ssl"].by_count
    most = max(at.learners for at in by_count.values())
    full = sorted(count for count, at in by_count.items() if at.learners == most)
    return min(full, key=lambda count: abs(math.log(count / USUAL)))


def curve_finding(curve: PooledCurve) -> str:
    """ "With 10 labels per class, over 12 learners: self-supervised 94 % (95 % interval 92 to 96)"."""
    count = told_count(curve)
    if count is None:
        return "Test accuracy against labels per class"
    at = curve.lines["ssl"].by_count[count]
    other = next((name for name in ("supervised", "untrained", "pixels") if _has(curve, name, count)), None)
    beside = f", {title(other)} {percent(curve.lines[other].by_count[count].interval.mean)}" if other else ""
    said = f"With {labels(count)}, {over(at)}: {title('ssl')} {percent(at.interval.mean)}"
    return f"{said}{_ends(at)}{beside}"


def neighbours_finding(groups: Sequence[Group], kinds: Mapping[str, str]) -> str:
    """What training brought, in points, or, of several kinds, their means. groups: not empty."""
    if len(groups) == 1:
        gain = groups[0].gain
        verb = "raised" if gain.interval.mean >= 0 else "lowered"
        sign = math.copysign(1, gain.interval.mean)
        low, high = sorted(100 * sign * end for end in (gain.interval.low, gain.interval.high))
        ends = f" (95 % interval {low:z.0f} to {high:z.0f})".replace("-", "−") if gain.interval.known else ""
        return f"Training {verb} kNN accuracy by {abs(100 * gain.interval.mean):.0f} points{ends}, {over(gain)}"
    ranked = sorted(groups, key=lambda group: -group.trained.interval.mean)
    told = ranked if len(ranked) <= MOST_GROUPS else [*ranked[: MOST_GROUPS - 1], ranked[-1]]
    dots = " … " if len(ranked) > MOST_GROUPS else ", "
    *first, last = [f"{kinds[group.kind]} {percent(group.trained.interval.mean)}" for group in told]
    return f"kNN accuracy after training: {', '.join(first)}{dots}{last}"


def over(pooled: Pooled) -> str:
    """ "over 12 learners", or "of one learner"."""
    return f"over {pooled.learners} learners" if pooled.learners > 1 else "of one learner"


def _ends(pooled: Pooled) -> str:
    if not pooled.interval.known:
        return ""
    low, high = pooled.ends
    return f" (95 % interval {100 * low:.0f} to {100 * high:.0f})"


def _has(curve: PooledCurve, name: str, count: int) -> bool:
    return name in curve.lines and count in curve.lines[name].by_count
