"""How long and how fast to train a network on few labels: chosen on labels that are taken out of the same budget.

A part of the labelled images is held out. Trainings of a quarter of the full length, on the rest, try the learning
rates; one of half the length tells whether longer is better. Then a network is trained anew on all the labelled images,
twice as long as the one that won.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor

from ssl_demo.evaluation.classifier import Plan
from ssl_demo.evaluation.folds import held_out_masks

T = TypeVar("T")
Fit = Callable[[Tensor, Plan], Callable[[Tensor], Tensor]]
"""Trains on the labelled images at these places, and returns what names the classes of those at others."""

CONVINCED = 0.5
"""What is usual is given up for what names more held-out images rightly by this many standard errors of the difference
(McNemar 1947): of a handful of images, one more is luck."""


def choose_plan(
    fit: Fit, given: Tensor, longest: int, rates: tuple[float, ...], generator: torch.Generator, may_rest: bool = False
) -> Plan:
    """The usual plan, or the one that the held-out images speak for.

    given: int64 [n], the labels handed out. longest: the most steps of one training. rates: the usual one first. Usual
    is the longest training at that rate; or, if `may_rest`, none, in zero steps. It is taken unseen where a class has
    too few labels to hold one out.
    """
    usual = Plan(0 if may_rest else longest, rates[0])
    held = next(iter(held_out_masks(given, generator)), None)
    if held is None:
        return usual
    rest, judges = (~held).nonzero()[:, 0], held.nonzero()[:, 0]

    def right(plan: Plan) -> Tensor:
        return fit(rest, plan)(judges) == given[judges]

    quarter, half = max(1, longest // 4), max(1, longest // 2)
    by_rate = {rate: right(Plan(quarter, rate)) for rate in rates}
    rate = _preferred(by_rate)
    by_plan = {Plan(longest, rate): right(Plan(half, rate)), Plan(half, rate): by_rate[rate]}
    if may_rest:
        by_plan = {usual: right(usual), **by_plan}
    return _preferred(by_plan)


def _preferred(found: dict[T, Tensor]) -> T:
    """The first, or the best of those that are convincingly better: by which images, bool [n], each names rightly."""
    first, *others = found
    gains = {other: int(found[other].sum() - found[first].sum()) for other in others}
    convincing = [
        other for other in others if gains[other] > CONVINCED * float((found[other] != found[first]).sum()) ** 0.5
    ]
    return max(convincing, key=gains.__getitem__, default=first)


def steps_with_choice(longest: int, rates: int) -> int:
    """The most steps that choosing and the training after it take together."""
    return longest + rates * (longest // 4) + longest // 2
