"""Contenders whose features stay as they are: only what reads the classes off them learns from labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.axes import LeadingAxes
from ssl_demo.evaluation.features import embedding_in, quick_probe_features, raw_pixels
from ssl_demo.evaluation.hog import hog_features
from ssl_demo.evaluation.neighbours import choose_k, classify
from ssl_demo.evaluation.patches import KMeansPatches
from ssl_demo.evaluation.probe import Scale, tune_probe
from ssl_demo.evaluation.score import Score
from ssl_demo.models import Encoder
from ssl_demo.randomness import generator


@dataclass(frozen=True)
class Features:
    """train: float32 [n, d], of the training images. test: float32 [m, d], of the test images."""

    train: Tensor
    test: Tensor

    @classmethod
    def read(cls, read: Callable[[Tensor], Tensor], images: Dataset) -> Features:
        """`read`: uint8 [n, 3, h, w] → float32 [n, d]."""
        return cls(read(images.train.pixels), read(images.test.pixels))


def encoder_features(encoder: Encoder, images: Dataset) -> Features:
    """The averages of an encoder's last maps, over the whole image and over its quarters."""
    return Features.read(lambda pixels: quick_probe_features(encoder, pixels), images)


def pixel_features(images: Dataset) -> Features:
    """The pixels themselves."""
    return Features.read(raw_pixels, images)


def gradient_features(images: Dataset) -> Features:
    """Histograms of oriented gradients."""
    return Features.read(hog_features, images)


def patch_features(images: Dataset, seed: int) -> Features:
    """How like each image's patches are to clusters of patches of the training images."""
    return Features.read(KMeansPatches.learn(images.train.pixels, generator(seed, "patches")), images)


ENOUGH_FOR_AXES = 2_000


class FrozenProbe:
    """A linear probe on features that stay as they are. They are standardised over all training images, which takes
    no label; L2 is chosen by cross-validation on the labelled images."""

    def __init__(self, features: Features, images: Dataset, seed: int) -> None:
        self._features, self._images, self._seed = features, images, seed
        self._scale = Scale.of(features.train)
        some = features.train[:: max(1, len(features.train) // ENOUGH_FOR_AXES)]
        self._axes = LeadingAxes.of(self._scale.apply(some))

    def score(self, labelled: Tensor, given: Tensor, draw: int) -> Score:
        folds = generator(self._seed, "folds", draw)
        classes = len(self._images.train.classes)
        probe, l2 = tune_probe(self._features.train[labelled], given, classes, folds, self._scale, self._axes)
        return Score(probe.accuracy(self._features.test, self._images.test.labels), {"l2": l2})


class NearestNeighbours:
    """The labelled images most like a test image vote for its class, by the cosine of their features. How many vote is
    chosen on the labelled images, each of which is named by the others."""

    def __init__(self, features: Features, images: Dataset) -> None:
        self._features, self._images = features, images

    @classmethod
    def by_embedding(cls, features: Features, width: int, images: Dataset) -> NearestNeighbours:
        """By the embedding, of this width, within the features that an encoder's probe reads."""
        return cls(Features(embedding_in(features.train, width), embedding_in(features.test, width)), images)

    def score(self, labelled: Tensor, given: Tensor, draw: int) -> Score:
        classes = len(self._images.train.classes)
        known = self._features.train[labelled]
        k = choose_k(known, given, classes)
        named = classify(self._features.test, known, given, classes, k)
        return Score(float((named == self._images.test.labels).float().mean()), {"k": k})
