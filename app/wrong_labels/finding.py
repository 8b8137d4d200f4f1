"""What wrong labels cost, short enough for the figure's title. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.findings import percent
from app.label_budget.read_out import title


def finding(rows: Sequence[Mapping[str, Any]]) -> str:
    """ "From 0 % to 60 % wrong labels, self-supervised loses 5, supervised from scratch loses 20 points".

    Told of these two, or of the first contender where neither is there, between the smallest and the largest share
    that those told of were measured at; rows: at least one.
    """
    by_share: dict[str, dict[float, float]] = {}
    for row in rows:
        by_share.setdefault(row["contender"], {})[row["wrong"]] = row["accuracy_mean"]
    told = [name for name in ("ssl", "supervised") if name in by_share] or list(by_share)[:1]
    shared = sorted(set.intersection(*(set(by_share[name]) for name in told)))
    if not shared:
        return "Test accuracy against the share of wrong labels"
    first, last = shared[0], shared[-1]
    if first == last:
        reached = ", ".join(f"{title(name)} {percent(by_share[name][last])}" for name in told)
        return f"With {percent(last)} wrong labels: {reached}"
    changes = {name: round(100 * (by_share[name][last] - by_share[name][first])) for name in told}
    said = ", ".join(
        f"{title(name)} {'loses' if change <= 0 else 'gains'} {abs(change)}" for name, change in changes.items()
    )
    points = "point" if abs(changes[told[-1]]) == 1 else "points"
    return f"From {percent(first)} to {percent(last)} wrong labels, {said} {points}"
