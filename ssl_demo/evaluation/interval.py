"""How well a mean over draws of labels is known, and how well a lead is: 95 % intervals.

Student's t (Student 1908, "The Probable Error of a Mean", Biometrika 6): mean ± t · s / √n, where s is the sample
standard deviation over the n draws and t the 97.5 % point of the t distribution with n - 1 degrees of freedom. It tells
the luck of the draw alone: how much another training run, or other images to draw from, would change is not in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import NamedTuple

from ssl_demo.errors import UserError


class Interval(NamedTuple):
    """A mean over draws and the two ends of its 95 % interval. One draw bounds nothing: the ends are then -∞ and ∞."""

    mean: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there were draws enough, two, for the interval to have ends."""
        return math.isfinite(self.low)

    @property
    def excludes_zero(self) -> bool:
        """Whether the draws tell the mean from 0."""
        return self.low > 0 or self.high < 0


def mean_interval(values: Sequence[float]) -> Interval:
    """The mean of one number per draw, with its 95 % interval, which is not cut off at 0 or 1.

    Raises UserError if there is no number.
    """
    if not values:
        raise UserError("A mean needs at least one draw of labels; measure one first.")
    centre = mean(values)
    if len(values) < 2:
        return Interval(centre, -math.inf, math.inf)
    half = half_width(stdev(values), len(values))
    return Interval(centre, centre - half, centre + half)


def half_width(std: float, draws: int) -> float:
    """Half the width of the 95 % interval of a mean of two draws or more with this sample standard deviation."""
    from scipy.stats import t

    return float(t.ppf(0.975, draws - 1)) * std / math.sqrt(draws)


def paired_lead(left: Mapping[int, float], right: Mapping[int, float]) -> Interval | None:
    """How far `left` is ahead of `right`, both accuracies by their draw's number; None if they share no draw.

    The interval is that of the differences, draw by draw (paired t): both were given the same labels, so a draw that is
    lucky for both cancels, and a lead is often known better than either accuracy.
    """
    shared = sorted(set(left) & set(right))
    return mean_interval([left[draw] - right[draw] for draw in shared]) if shared else None
