"""Accuracy against labels per class: contenders that are given the same labels and the same test images.

A contender is told which training images have a label and gives back its accuracy on the test images. Those are scored
once for each draw of labels; nothing is tuned or chosen by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Any, Protocol

from torch import Tensor

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.features import probe_features, raw_pixels
from ssl_demo.evaluation.probe import Scale, tune_probe
from ssl_demo.evaluation.supervised import train_from_scratch
from ssl_demo.models import Encoder
from ssl_demo.randomness import generator

CHEAPEST_FIRST = ("pixels", "untrained", "ssl", "supervised")


@dataclass(frozen=True)
class Score:
    """accuracy: share of test images named correctly, 0 … 1. tuned: what was chosen on the labelled images."""

    accuracy: float
    tuned: dict[str, float]


class Contender(Protocol):
    """A way to use labels."""

    def score(self, labelled: Tensor, draw: int) -> Score:
        """Learn from the labels of these training images (int64 [n], positions), and be scored on the test images."""
        ...


class FrozenProbe:
    """A linear probe on features that stay as they are. They are standardised over all training images, which takes
    no label; L2 is chosen by cross-validation on the labelled images."""

    def __init__(self, features: Callable[[Tensor], Tensor], images: Dataset, seed: int) -> None:
        self._train, self._test = features(images.train.pixels), features(images.test.pixels)
        self._scale = Scale.of(self._train)
        self._images = images
        self._seed = seed

    @classmethod
    def of_encoder(cls, encoder: Encoder, images: Dataset, seed: int) -> FrozenProbe:
        """On an encoder's features: the global average of its maps beside their 2×2 averages."""
        return cls(lambda pixels: probe_features(encoder, pixels), images, seed)

    @classmethod
    def of_pixels(cls, images: Dataset, seed: int) -> FrozenProbe:
        """On the pixels themselves."""
        return cls(raw_pixels, images, seed)

    def score(self, labelled: Tensor, draw: int) -> Score:
        labels = self._images.train.labels
        probe, l2 = tune_probe(
            self._train[labelled],
            labels[labelled],
            len(self._images.train.classes),
            generator(self._seed, "folds", draw),
            self._scale,
        )
        return Score(probe.accuracy(self._test, self._images.test.labels), {"l2": l2})


class FromScratch:
    """Supervised training of a fresh encoder, with a share of the steps that the run had."""

    def __init__(
        self, config: RunConfig, images: Dataset, share: float, seed: int, on_step: Callable[[], None] = lambda: None
    ) -> None:
        self._arguments = (config, images, share)
        self._seed = seed
        self._on_step = on_step

    def score(self, labelled: Tensor, draw: int) -> Score:
        accuracy, steps = train_from_scratch(*self._arguments, labelled, self._seed + draw, self._on_step)
        return Score(accuracy, {"steps": steps})


def summary(points: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Means over the draws, from points {contender, run, labels_per_class, draw, accuracy}.

    accuracy_std is the sample standard deviation over the draws (0 where there is one).
    """
    grouped: dict[tuple[str, str, int], dict[int, float]] = {}
    for point in points:
        key = (point["contender"], point["run"], point["labels_per_class"])
        grouped.setdefault(key, {})[point["draw"]] = point["accuracy"]
    return [
        {
            "contender": contender,
            "run": run,
            "labels_per_class": count,
            "accuracy_mean": mean(by_draw.values()),
            "accuracy_std": stdev(by_draw.values()) if len(by_draw) > 1 else 0.0,
            "draws": len(by_draw),
        }
        for (contender, run, count), by_draw in sorted(grouped.items(), key=lambda entry: (entry[0][0], entry[0][2]))
    ]
