"""Intervals against SciPy's t-tests, and against the truth: how often they hold a mean that is known.

The truth is that of two classes whose features are two Gaussians. There the accuracy of a linear probe is known
exactly, and its mean over the draws as exactly as one likes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from statistics import NormalDist, mean, stdev

import pytest
import torch
from scipy import stats

from ssl_demo.errors import UserError
from ssl_demo.evaluation.interval import Interval, mean_interval, paired_lead
from ssl_demo.evaluation.label_draws import draw_labels
from ssl_demo.evaluation.probe import Probe, Scale, fit_probe
from ssl_demo.randomness import generator

A = {0: 0.61, 1: 0.58, 2: 0.66, 3: 0.6, 7: 0.71}
B = {7: 0.65, 2: 0.62, 1: 0.55, 0: 0.53, 3: 0.59}


def test_the_interval_of_a_mean_is_that_of_scipys_t_test() -> None:
    theirs = stats.ttest_1samp(list(A.values()), 0.0).confidence_interval(0.95)
    ours = mean_interval(list(A.values()))
    assert ours == pytest.approx((mean(A.values()), theirs.low, theirs.high))
    assert ours.known and ours.excludes_zero


def test_the_interval_of_a_lead_is_that_of_scipys_paired_t_test() -> None:
    theirs = stats.ttest_rel([A[draw] for draw in A], [B[draw] for draw in A]).confidence_interval(0.95)
    ours = paired_lead(A, B)
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))
    assert paired_lead(B, A) == pytest.approx((-ours.mean, -ours.high, -ours.low))


def test_a_lead_is_taken_over_the_draws_that_both_have() -> None:
    assert paired_lead(A, {1: 0.5, 7: 0.6, 99: 0.0}) == pytest.approx(mean_interval([0.08, 0.11]))
    assert paired_lead(A, {99: 0.5}) is None


def test_luck_that_both_have_cancels() -> None:
    luck = [0.2, -0.1, 0.05, 0.0, -0.15]
    left = {draw: 0.6 + lucky + 0.01 * (draw % 2) for draw, lucky in enumerate(luck)}
    right = {draw: 0.55 + lucky for draw, lucky in enumerate(luck)}
    lead = paired_lead(left, right)
    assert lead is not None and lead.low > 0.04
    unpaired = stats.ttest_ind(list(left.values()), list(right.values())).confidence_interval(0.95)
    assert unpaired.low < 0


def test_one_draw_bounds_nothing_and_none_is_refused() -> None:
    alone = mean_interval([0.6])
    assert alone == Interval(0.6, -math.inf, math.inf)
    assert not alone.known and not alone.excludes_zero
    with pytest.raises(UserError, match="at least one draw"):
        mean_interval([])


def test_draws_that_agree_to_the_last_digit_leave_no_doubt() -> None:
    assert mean_interval([1.0, 1.0, 1.0]) == (1.0, 1.0, 1.0)
    assert not mean_interval([0.0, 0.0]).excludes_zero


# The truth. Two contenders get the same labels: the probe, and the nearest class mean, which sees noise beside.
APART, PLAIN, NOISE, POOL, LABELS = 2.4, 16, 16, 60, 4
REPETITIONS, DRAWS, MANY = 200, 5, 2000
Pairs = list[tuple[float, float]]


def accuracy(probe: Probe) -> float:
    """Of a linear probe between Gaussians of unit variance, apart by APART along the first feature: exact."""
    weight = ((probe.weight[1] - probe.weight[0]) / probe.std).double()
    offset = float(probe.bias[1] - probe.bias[0]) - float(weight @ probe.mean.double())
    length = float(weight.norm())
    sides = ((offset + sign * APART / 2 * float(weight[0])) * sign / length for sign in (-1, 1))
    return mean(NormalDist().cdf(side) for side in sides)


def nearest_mean(features: torch.Tensor, labels: torch.Tensor) -> Probe:
    """Whose class mean is nearest, as a linear probe."""
    means = torch.stack([features[labels == label].mean(dim=0) for label in (0, 1)])
    flat = torch.zeros(features.shape[1])
    return Probe(means, -means.square().sum(dim=1) / 2, flat, flat + 1)


def scores(seed: int, draws: int) -> Pairs:
    """Both contenders' accuracies, draw by draw, with few labels out of one pool of images."""
    labels = torch.arange(2).repeat_interleave(POOL)
    pool = torch.randn(2 * POOL, PLAIN + NOISE, generator=generator(0, "pool"))
    pool[:, 0] += APART * (labels - 0.5)
    plain = pool[:, :PLAIN]
    scale = Scale.of(plain)
    found = []
    for draw in range(draws):
        chosen = draw_labels(labels, LABELS, draw, seed)
        probe = fit_probe(plain[chosen], labels[chosen], 2, 1.0, scale)
        found.append((accuracy(probe), accuracy(nearest_mean(pool[chosen], labels[chosen]))))
    return found


@pytest.fixture(scope="module")
def measured() -> Iterator[tuple[Pairs, Pairs]]:
    """Scores of very many draws, whose mean is the truth, and of others in which to look for it."""
    with pytest.MonkeyPatch.context() as patch:
        # Thousands of fits need not each ask the system which libraries have threads.
        patch.setattr("ssl_demo.evaluation.probe.threads_for", lambda numbers: nullcontext())
        yield scores(1, MANY), scores(0, REPETITIONS * DRAWS)


def an_accuracy(pairs: Pairs) -> Interval:
    return mean_interval([left for left, _ in pairs])


def a_lead(pairs: Pairs) -> Interval:
    left, right = (dict(enumerate(scores)) for scores in zip(*pairs, strict=True))
    return paired_lead(left, right) or Interval(0, 0, 0)


def taken_as_known(pairs: Pairs) -> Interval:
    """What it would be if the draws' spread were known: too narrow."""
    values = [left for left, _ in pairs]
    half = 1.96 * stdev(values) / math.sqrt(len(values))
    return Interval(mean(values), mean(values) - half, mean(values) + half)


def share_that_hold(interval_of: Callable[[Pairs], Interval], measured: tuple[Pairs, Pairs], draws: int) -> float:
    """In how many repetitions, each of so many draws, the interval holds the true mean."""
    true = interval_of(measured[0]).mean
    intervals = [interval_of(measured[1][i * draws : (i + 1) * draws]) for i in range(REPETITIONS)]
    return mean(interval.low <= true <= interval.high for interval in intervals)


@pytest.mark.parametrize("draws", [3, DRAWS])
@pytest.mark.parametrize("interval_of", [an_accuracy, a_lead])
def test_the_interval_holds_the_true_mean_as_often_as_it_says(measured, interval_of, draws: int) -> None:
    assert 0.90 <= share_that_hold(interval_of, measured, draws) <= 0.99


def test_an_interval_that_takes_the_spread_as_known_does_not(measured) -> None:
    assert share_that_hold(taken_as_known, measured, 3) < 0.90


def test_the_exact_accuracy_is_what_counting_gives() -> None:
    weight = torch.tensor([[0.0, 0.3, -0.2], [0.9, 0.1, 0.4]])
    probe = Probe(weight, torch.tensor([0.1, -0.2]), torch.tensor([0.2, 0.0, -0.1]), torch.tensor([1.5, 1.0, 0.7]))
    labels = torch.arange(2).repeat(100_000)
    images = torch.randn(len(labels), 3, generator=generator(3))
    images[:, 0] += APART * (labels - 0.5)
    assert accuracy(probe) == pytest.approx(probe.accuracy(images, labels), abs=0.004)
