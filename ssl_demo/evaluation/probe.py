"""The linear probe: how well a class can be read off features by a weighted sum, from few labels.

Multinomial logistic regression on standardised features, the usual test of a frozen encoder (Chen et al. 2020, §4.2;
Zhang et al. 2016, "Colorful Image Colorization", §3.2). All contenders are probed in the same way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.errors import UserError
from ssl_demo.evaluation.axes import LeadingAxes, principal_axes
from ssl_demo.evaluation.folds import held_out_masks
from ssl_demo.evaluation.softmax_regression import Solution, solve
from ssl_demo.evaluation.threads import threads_for
from ssl_demo.training.precision import best_precision

L2_GRID = (100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
"""The strengths to choose from, the strongest first."""

L2_WITHOUT_TUNING = 1.0
"""Taken where a class has a single label, so that none can be held out."""

WORTH_TURNING = 800
"""Images up to which turning their features to their own axes costs less than it saves."""

WORTH_SEARCHING = 5_000
"""Numbers from which not all strengths are tried."""

WORTH_SHORTENING = 500_000
"""Numbers from which bfloat16, where it is fast, is worth the conversion for telling strengths apart."""


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


def fit_probe(
    features: Tensor,
    labels: Tensor,
    classes: int,
    l2: float,
    scale: Scale | None = None,
    axes: LeadingAxes | None = None,
) -> Probe:
    """The probe that minimises the mean cross-entropy + l2/2 · ‖weight‖² on standardised features.

    features: float32 [n, d]; labels: int64 [n] in 0 … classes - 1. `scale` may come from more images than the labelled
    ones, as it takes no labels; without it, it is that of these features. `axes`, of the standardised features, spare
    finding them anew. Same optimum as scikit-learn's LogisticRegression(C=1 / (n · l2)). Raises UserError for no images
    or a value that is not a number.
    """
    given = _Given.prepare(features, labels, classes, scale, axes)
    with threads_for(given.x.numel()):
        return given.probe(l2, None)


def tune_probe(
    features: Tensor,
    labels: Tensor,
    classes: int,
    generator: torch.Generator,
    scale: Scale | None = None,
    axes: LeadingAxes | None = None,
) -> tuple[Probe, float]:
    """The probe whose L2 is chosen by cross-validation on these labelled images alone, and that L2.

    The least held-out cross-entropy wins. Each image is held out once, or, where a class has at least 100 labels, one
    fifth of them. With a single label in some class there is nothing to hold out, and L2 is 1. Other arguments and
    errors are those of `fit_probe`.
    """
    given = _Given.prepare(features, labels, classes, scale, axes)
    with threads_for(given.x.numel()):
        held_out = list(held_out_masks(labels, generator))
        if not held_out:
            return given.probe(L2_WITHOUT_TUNING, None), L2_WITHOUT_TUNING
        l2, nearby = _choose(given, torch.stack(held_out))
        return given.probe(l2, nearby), l2


@dataclass(frozen=True)
class _Given:
    """Standardised features of labelled images: as they are, or, where images are few, turned to their own axes."""

    x: Tensor
    labels: Tensor
    classes: int
    scale: Scale
    axes: LeadingAxes | None
    turned: Tensor | None

    @classmethod
    def prepare(
        cls, features: Tensor, labels: Tensor, classes: int, scale: Scale | None, axes: LeadingAxes | None
    ) -> _Given:
        n, d = features.shape if features.ndim == 2 else (0, 0)
        if not n or n != len(labels):
            raise UserError("A probe needs labelled images; choose at least one per class.")
        if not features.isfinite().all():
            raise UserError("These features hold values that are not numbers; choose another run or an earlier step.")
        scale = scale or Scale.of(features)
        x = scale.apply(features.float())
        if n < min(d, WORTH_TURNING):
            # Of directions in which no image differs the optimum holds nothing (the representer theorem).
            x, turned = principal_axes(x)
            return cls(x, labels, classes, scale, None, turned)
        return cls(x, labels, classes, scale, axes or LeadingAxes.of(x), None)

    def probe(self, l2: float, start: Solution | None) -> Probe:
        found = solve(self.x, self.labels, self.classes, l2, start, axes=self.axes)
        weight = found.weight[0] if self.turned is None else found.weight[0] @ self.turned
        return Probe(weight, found.bias[0], *self.scale)


def _choose(given: _Given, held_out: Tensor) -> tuple[float, Solution]:
    """The strength with the least held-out cross-entropy, and about the optimum there. held_out: bool [folds, n].

    From strong to weak that loss falls and then rises, so it is followed downhill, from where it is usually least: that
    strength is near the widest variance of the features, divided by the number of images. With few images the loss is
    bumpy and every strength is quickly tried.
    """
    x = given.x.to(best_precision("cpu")) if given.x.numel() >= WORTH_SHORTENING else given.x
    solved: dict[int, Solution] = {}
    losses: dict[int, float] = {}

    def loss(place: int) -> float:
        if not 0 <= place < len(L2_GRID):
            return torch.inf
        if place not in losses:
            start = solved[min(solved, key=lambda other: abs(other - place))] if solved else None
            solved[place] = found = solve(
                x, given.labels, given.classes, L2_GRID[place], start, axes=given.axes, seen=~held_out, rough=True
            )
            losses[place] = _held_out_loss(x, given.labels, found, held_out)
        return losses[place]

    widest = given.x.square().mean(dim=0).max() if given.axes is None else given.axes.variance.max()
    usual = float(widest.clamp_min(1e-6)) / len(given.labels)
    place = min(range(len(L2_GRID)), key=lambda i: abs(math.log(L2_GRID[i] / usual)))
    if x.numel() < WORTH_SEARCHING:
        place = min(range(len(L2_GRID)), key=loss)
    while (best := min((place, place + 1, place - 1), key=loss)) != place:
        place = best
    found = solved[place]
    return L2_GRID[place], Solution(found.weight.mean(dim=0)[None], found.bias.mean(dim=0)[None])


def _held_out_loss(x: Tensor, labels: Tensor, found: Solution, held_out: Tensor) -> float:
    """The cross-entropy of the images held out, summed over the folds."""
    loss = 0.0
    for held, weight, bias in zip(held_out, found.weight, found.bias, strict=True):
        logits = (x[held] @ weight.T.to(x.dtype)).float() + bias
        loss += float(F.cross_entropy(logits, labels[held], reduction="sum"))
    return loss
