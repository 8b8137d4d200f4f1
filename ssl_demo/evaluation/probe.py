"""The linear probe: how well a class can be read off features by a weighted sum, from few labels.

Multinomial logistic regression on standardised features, the usual test of a frozen encoder (Chen et al. 2020, §4.2;
Zhang et al. 2016, "Colorful Image Colorization", §3.2). All contenders are probed in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.errors import UserError
from ssl_demo.evaluation.axes import principal_axes
from ssl_demo.evaluation.softmax_regression import Solution, solve
from ssl_demo.evaluation.threads import threads_for

L2_GRID = (100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
"""The strengths tried, the strongest first: each optimum is the start for the next, weaker one."""

L2_WITHOUT_TUNING = 1.0
"""Taken where a class has a single label, so that none can be held out."""

FOLDS = 5
HOLD_OUT_FROM = 100
"""From so many labels per class on, one fifth is held out once: that is enough to tell strengths apart."""


class Scale(NamedTuple):
    """What standardising subtracts and divides by, each float32 [d]."""

    mean: Tensor
    std: Tensor

    @classmethod
    def of(cls, features: Tensor) -> Scale:
        """From features [n, d]. One that is the same in every image keeps its size, so that it becomes zero."""
        std, mean = torch.std_mean(features, dim=0, correction=0)
        constant = std <= 1e-6 * mean.abs() + 1e-12
        return cls(mean, std.masked_fill(constant, 1.0))

    def apply(self, features: Tensor) -> Tensor:
        """Features of mean 0 and variance 1 over the images that the scale is of."""
        return (features - self.mean) / self.std


@dataclass(frozen=True)
class Probe:
    """weight: float32 [classes, d]; bias: [classes]; mean and std: [d], of the features it was fitted on."""

    weight: Tensor
    bias: Tensor
    mean: Tensor
    std: Tensor

    def logits(self, features: Tensor) -> Tensor:
        """Unscaled log-probabilities: float [n, d] → [n, classes]."""
        return torch.addmm(self.bias, Scale(self.mean, self.std).apply(features), self.weight.T)

    def predict(self, features: Tensor) -> Tensor:
        """The likeliest class of each image: float [n, d] → int64 [n]."""
        return self.logits(features).argmax(dim=1)

    def accuracy(self, features: Tensor, labels: Tensor) -> float:
        """Share of images whose class is predicted, 0…1."""
        return float((self.predict(features) == labels).float().mean())


def fit_probe(features: Tensor, labels: Tensor, classes: int, l2: float, scale: Scale | None = None) -> Probe:
    """The probe that minimises the mean cross-entropy + l2/2 · ‖weight‖² on standardised features.

    features: float32 [n, d]; labels: int64 [n] in 0 … classes - 1. `scale` may come from more images than the labelled
    ones, as it takes no labels; without it, it is that of these features. Same optimum as scikit-learn's
    LogisticRegression(C=1 / (n · l2)). Raises UserError for no images or a value that is not a number.
    """
    x, axes, scale = _prepared(features, labels, scale)
    with threads_for(x.numel()):
        return _probe(solve(x, labels, classes, l2), axes, scale)


def tune_probe(
    features: Tensor, labels: Tensor, classes: int, generator: torch.Generator, scale: Scale | None = None
) -> tuple[Probe, float]:
    """The probe whose L2 is chosen by cross-validation on these labelled images alone, and that L2.

    Chosen is the strength of L2_GRID with the least cross-entropy on held-out images: by stratified cross-validation
    with as many folds as the rarest class has labels, 5 at the most; from 100 labels per class on, on one fifth held
    out once. A class with a single label leaves none to hold out: L2_WITHOUT_TUNING. Then all labelled images are
    fitted anew. Arguments and errors as for `fit_probe`.
    """
    x, axes, scale = _prepared(features, labels, scale)
    with threads_for(x.numel()):
        l2 = _choose(x, labels, classes, generator)
        return _probe(solve(x, labels, classes, l2), axes, scale), l2


def _prepared(features: Tensor, labels: Tensor, scale: Scale | None) -> tuple[Tensor, Tensor, Scale]:
    if not len(features) or len(features) != len(labels):
        raise UserError("A probe needs labelled images; choose at least one per class.")
    if not features.isfinite().all():
        raise UserError("These features hold values that are not numbers; choose another run or an earlier step.")
    scale = scale or Scale.of(features)
    return *principal_axes(scale.apply(features.float())), scale


def _probe(solution: Solution, axes: Tensor, scale: Scale) -> Probe:
    return Probe(solution.weight @ axes, solution.bias, *scale)


def _choose(x: Tensor, labels: Tensor, classes: int, generator: torch.Generator) -> float:
    held_out = list(held_out_masks(labels, generator))
    if not held_out:
        return L2_WITHOUT_TUNING
    starts: list[Solution | None] = [None] * len(held_out)
    losses: list[float] = []
    for l2 in L2_GRID:
        loss = 0.0
        for fold, held in enumerate(held_out):
            starts[fold] = fitted = solve(x[~held], labels[~held], classes, l2, starts[fold])
            logits = torch.addmm(fitted.bias, x[held], fitted.weight.T)
            loss += float(F.cross_entropy(logits, labels[held], reduction="sum"))
        losses.append(loss)
        # From strong to weak the held-out loss falls and then rises; past its least it need not be followed.
        if len(losses) > 2 and losses[-1] > losses[-2] > losses[-3]:
            break
    return L2_GRID[losses.index(min(losses))]


def held_out_masks(labels: Tensor, generator: torch.Generator) -> Iterator[Tensor]:
    """Masks of the images held out, every class alike: each image once, or one fifth of them where they are many."""
    counts = labels.bincount()
    rarest = int(counts[counts > 0].min())
    folds = min(FOLDS, rarest)
    if folds < 2:
        return
    fold = torch.empty_like(labels)
    for label in counts.nonzero()[:, 0]:
        members = (labels == label).nonzero()[:, 0]
        shuffled = members[torch.randperm(len(members), generator=generator)]
        fold[shuffled] = torch.arange(len(members)) % folds
    for which in range(1 if rarest >= HOLD_OUT_FROM else folds):
        yield fold == which
