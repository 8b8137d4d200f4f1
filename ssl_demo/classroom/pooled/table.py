"""Pooled results as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ssl_demo.classroom.pooled.curve import PooledCurve
from ssl_demo.classroom.pooled.neighbours import Group
from ssl_demo.classroom.pooled.over_learners import Pooled

COLUMNS = (
    "measure",
    "kind",
    "labels_per_class",
    "who",
    "runs",
    "accuracy",
    "ci95_low",
    "ci95_high",
    "learners",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula, and runs it."""
CLASS = "the class"


def as_csv(rows: Iterable[Sequence[Any]]) -> str:
    """The rows under their header. Text that a spreadsheet would run gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def curve_table(curve: PooledCurve, kind: str, names: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Rows of a pooled label curve: at each point the class's mean with its interval, then everybody's own."""
    return [
        row
        for line in curve.lines.values()
        for count, at in line.by_count.items()
        for row in _rows(f"probe: {line.contender}", kind, count, at, names, curve.runs, line.of_learners)
    ]


def neighbours_table(
    groups: Iterable[Group], kinds: Mapping[str, str], names: Mapping[str, str]
) -> list[tuple[Any, ...]]:
    """Rows of pooled kNN accuracies, for the untrained and the trained encoders. kinds: their titles."""
    found = []
    for group in groups:
        runs: dict[str, tuple[str, ...]] = {}
        for draw in group.draws:
            runs[draw.learner] = (*runs.get(draw.learner, ()), draw.run_id)
        for measure, at in (("kNN, untrained", group.untrained), ("kNN, trained", group.trained)):
            found += _rows(measure, kinds[group.kind], "", at, names, runs, True)
    return found


def _rows(
    measure: str,
    kind: str,
    count: int | str,
    at: Pooled,
    names: Mapping[str, str],
    runs: Mapping[str, Sequence[str]],
    of_learners: bool,
) -> list[tuple[Any, ...]]:
    ends = (at.interval.low, at.interval.high) if at.interval.known else ("", "")
    whole = (measure, kind, count, CLASS, "", at.interval.mean, *ends, at.learners if of_learners else "")
    own = [
        (measure, kind, count, names.get(key, key), " ".join(runs.get(key, ())), value, "", "", "")
        for key, value in at.by_learner.items()
    ]
    return [whole, *own]


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
