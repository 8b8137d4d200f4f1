"""The label curve of a class: accuracy against labels per class, pooled over the learners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ssl_demo.classroom.pooled.over_learners import Pooled, far_from_others, pool
from ssl_demo.config import CurveConfig
from ssl_demo.evaluation.label_curve import CHEAPEST_FIRST, TRAINED
from ssl_demo.jobs.curve import rows_of
from ssl_demo.jobs.points import RESULTS
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import number
from ssl_demo.runs.store import RunStore

OF_A_RUN = frozenset({"ssl", "untrained", "knn", "finetuned"})
"""What these read or train on is the run's encoder, so another seed is another draw. All others know nothing of it;
of them the draws of labels are pooled, each the mean over the runs. Those in `SHARED` give all learners the same. Those
trained from scratch have a share of a run's compute, which differs a little from run to run where the clock ends it."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A contender's pooled curve.

    by_count: what is pooled at each number of labels per class. Keys are learners' ids where `of_learners`, and else
    the draws' names, "draw 1".
    """

    contender: str
    by_count: Mapping[int, Pooled]
    of_learners: bool

    def own(self, key: str) -> dict[int, float]:
        """One learner's curve: accuracies by labels per class."""
        return {count: at.by_learner[key] for count, at in self.by_count.items() if key in at.by_learner}

    @property
    def keys(self) -> list[str]:
        """Everybody who has a point."""
        return list(dict.fromkeys(key for at in self.by_count.values() for key in at.by_learner))

    def far(self, count: int) -> list[str]:
        """Which learners lie far from the others at this count; see `far_from_others`. No draw of labels does."""
        at = self.by_count.get(count)
        return far_from_others(at.by_learner) if at is not None and self.of_learners else []


@dataclass(frozen=True)
class PooledCurve:
    """lines by contender. runs: which runs each learner's points come from. draws: least and most draws of labels that
    a learner's point is the mean of."""

    lines: Mapping[str, Line]
    runs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    draws: tuple[int, int] = (0, 0)


def curve_rows(store: RunStore, run: Run, share: float) -> list[dict[str, Any]]:
    """All that is measured of a run's label curve with right labels: rows as of `rows_of`.

    share: the compute that networks trained with labels had; measured with another one, they are left out.
    """
    rows = [row for row in run.results(RESULTS) if row.get("contender") in CHEAPEST_FIRST]
    counts = sorted({count for row in rows if (count := _whole(row.get("labels_per_class"), 1_000_000))})
    draws = [draw for row in rows if (draw := _whole(row.get("draw", 0), 19, least=0)) is not None]
    if not counts or not draws:
        return []
    named = {row["contender"] for row in rows}
    config = CurveConfig(
        (run.id,),
        tuple(name for name in CHEAPEST_FIRST if name in named),
        tuple(counts),
        1 + max(draws),
        share,
    )
    return rows_of(store, config)


def usual_share(curves: Iterable[CurveConfig]) -> float:
    """The share of compute that most of these curves gave to networks trained with labels."""
    shares = [config.supervised_share for config in curves if TRAINED & {*config.contenders}]
    return Counter(shares).most_common(1)[0][0] if shares else CurveConfig.supervised_share


def pool_curves(rows: Iterable[tuple[str, str, Sequence[Row]]]) -> PooledCurve:
    """Pool curves, each with its learner's id, its run's id, and its rows."""
    values: dict[str, dict[int, list[tuple[str, float]]]] = {}
    runs: dict[str, dict[str, None]] = {}
    draws: list[int] = []
    for learner, run_id, own in rows:
        for row in own:
            contender, at = row["contender"], row["labels_per_class"]
            here = values.setdefault(contender, {}).setdefault(at, [])
            if contender in OF_A_RUN:
                here.append((learner, row["accuracy_mean"]))
                draws.append(row["draws"])
                runs.setdefault(learner, {})[run_id] = None
            else:
                here += [(f"draw {draw + 1}", accuracy) for draw, accuracy in row["accuracies"].items()]
    lines = {
        contender: Line(contender, {at: pool(found) for at, found in sorted(by_count.items())}, contender in OF_A_RUN)
        for contender, by_count in sorted(values.items(), key=lambda entry: CHEAPEST_FIRST.index(entry[0]))
    }
    return PooledCurve(
        lines,
        {learner: tuple(found) for learner, found in runs.items()},
        (min(draws, default=0), max(draws, default=0)),
    )


def _whole(value: Any, most: int, least: int = 1) -> int | None:
    whole = number(value)
    return int(whole) if whole is not None and whole.is_integer() and least <= whole <= most else None
