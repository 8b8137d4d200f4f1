"""How well a property of images can be read off features, by the plainest model there is.

A linear probe for categories (Alain & Bengio 2016, "Understanding Intermediate Layers Using Linear Classifier Probes",
§3), ridge regression for measurements.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.probe import Scale, tune_probe
from ssl_demo.evaluation.targets import Target
from ssl_demo.randomness import generator

PENALTIES = tuple(10.0**power for power in range(-2, 6))
"""Of the ridge regression, on standardised features and measurements."""
CLEAR = 2.0
"""A difference of more standard errors is called clear: about 95 % of mere chance stays below."""
ENOUGH = 30
"""Test images from which on that holds. The mean of fewer is no normal variable; a few may even agree by luck, and then
their standard error is 0."""


@dataclass(frozen=True)
class Reading:
    """How well one property can be read off one encoder's features.

    scores: float32 [m], a number for each test image, whose mean is what is told. For a category it is 1 where the
    probe is right and 0 where it is wrong, and the mean is the accuracy. For measurements it is 1 minus the squared
    error over the variance, and the mean is R².
    """

    scores: Tensor

    @property
    def value(self) -> float:
        """Accuracy, 0…1, or R², at most 1."""
        return float(self.scores.mean())

    @property
    def error(self) -> float:
        """Its standard error over the test images; of an accuracy p over m images, √(p (1 - p) / (m - 1)). ∞ of one."""
        return standard_error(self.scores)

    def lead_over(self, other: Reading) -> Lead:
        """Image by image, as both were asked about the same ones: what is hard for both cancels."""
        differences = self.scores - other.scores
        return Lead(float(differences.mean()), standard_error(differences), len(differences))


@dataclass(frozen=True)
class Lead:
    """How much more of a property one reading tells than another, with its standard error over so many images."""

    value: float
    error: float
    images: int

    @property
    def is_clear(self) -> bool:
        """Whether it is more than what chance gives, in the choice of test images. Of few images nothing is."""
        return self.images >= ENOUGH and abs(self.value) > CLEAR * self.error


def read_off(features: Features, target: Target, seed: int) -> Reading:
    """Fit and tune a model on the training images alone, and score it once on the test images.

    The probe's L2 is chosen on held-out training images, drawn by `seed`; the ridge's penalty by leaving each training
    image out once.
    """
    seen, asked = features.train[target.train_places], features.test[target.test_places]
    if target.is_measured:
        return Reading(_told(regressed(seen, target.train, asked), target))
    classes = int(target.train.max()) + 1
    probe, _ = tune_probe(seen, target.train, classes, generator(seed, "folds", target.name))
    return Reading((probe.predict(asked) == target.test).float())


def chance_of(target: Target) -> float:
    """The accuracy of always naming what is most frequent in training; 0, which R² is for always naming the mean."""
    return 0.0 if target.is_measured else float((target.test == target.train.bincount().argmax()).float().mean())


def regressed(seen: Tensor, values: Tensor, asked: Tensor) -> Tensor:
    """What ridge regression of float [n, k] values on [n, d] features says for other features: [m, d] → float32 [m, k].

    The penalty is chosen by leaving each image out once, for each value by itself.
    """
    from sklearn.linear_model import RidgeCV

    inputs, outputs = Scale.of(seen), Scale.of(values)
    ridge = RidgeCV(alphas=PENALTIES, alpha_per_target=True)
    ridge.fit(inputs.apply(seen).double().numpy(), outputs.apply(values).double().numpy())
    named = torch.from_numpy(ridge.predict(inputs.apply(asked).double().numpy())).reshape(len(asked), -1)
    return (named * outputs.std + outputs.mean).float()


def _told(named: Tensor, target: Target) -> Tensor:
    """1 - squared error / variance of each test image, the mean over all measurements: float32 [m]."""
    wanted = target.test.double()
    return (1 - (named - wanted).square() / wanted.var(dim=0, correction=0)).mean(dim=1).float()


def standard_error(scores: Tensor) -> float:
    """Of their mean. One score alone says nothing of how far others would scatter."""
    return float(scores.double().std()) / len(scores) ** 0.5 if len(scores) > 1 else math.inf
