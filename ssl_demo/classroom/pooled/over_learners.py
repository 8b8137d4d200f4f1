"""One number of each learner, pooled: what the class says together, and who lies far from the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import mean, quantiles

from ssl_demo.evaluation.interval import Interval, mean_interval

FENCE = 1.5
"""Interquartile ranges beyond the quartiles (Tukey 1977, "Exploratory Data Analysis")."""
LEAST_APART = 0.01
"""Where all others agree, the range between their quartiles is 0, and a hundredth of a point would be far away."""
FEWEST_OTHERS = 4
"""Fewer numbers than that have quartiles by name alone."""


@dataclass(frozen=True)
class Pooled:
    """by_learner: each one's own mean, by id. interval: that of the mean over them; one learner bounds nothing."""

    by_learner: Mapping[str, float]
    interval: Interval

    @property
    def learners(self) -> int:
        return len(self.by_learner)

    @property
    def ends(self) -> tuple[float, float]:
        """The interval of an accuracy, cut off at 0 and 1; without width where one number bounds nothing."""
        if not self.interval.known:
            return self.interval.mean, self.interval.mean
        return max(0.0, self.interval.low), min(1.0, self.interval.high)


def pool(values: Iterable[tuple[str, float]]) -> Pooled:
    """Pool numbers, each with whose it is: first each learner's own mean, so that nobody counts twice, then the mean
    over the learners with its 95 % interval (Student's t).

    Raises UserError if there is no number.
    """
    found: dict[str, list[float]] = {}
    for learner, value in values:
        found.setdefault(learner, []).append(value)
    own = {learner: mean(numbers) for learner, numbers in found.items()}
    return Pooled(own, mean_interval(list(own.values())))


def far_from_others(by_learner: Mapping[str, float]) -> list[str]:
    """Whose number lies more than 1.5 interquartile ranges outside the middle half of all others' numbers, and at least
    one point. Accuracies in 0 … 1. Nobody's, where there are fewer than four others."""
    return [
        learner
        for learner, value in by_learner.items()
        if _is_far(value, [other for key, other in by_learner.items() if key != learner])
    ]


def _is_far(value: float, others: list[float]) -> bool:
    if len(others) < FEWEST_OTHERS:
        return False
    low, _, high = quantiles(others, n=4, method="inclusive")
    margin = max(FENCE * (high - low), LEAST_APART)
    return value < low - margin or value > high + margin
