"""Properties of images that a recipe may keep or take away: what to read off features, beside the class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from ssl_demo.augment.pretext import TRANSFORMS
from ssl_demo.data.images import Dataset, Images
from ssl_demo.evaluation.dominant_colour import dominant_colour

CATEGORIES = ("kind", "pattern", "colour", "background")
MEASUREMENTS = ("position", "scale", "rotation", "light", "brightness", "haze")
"""Ground truth of scenes, without those that say the same once more: `shape`, `rgb`, `box`, `depth`, `depth_map`."""
ANGLES = ("rotation",)
"""Read as sine and cosine: 359° is next to 0°."""

FEWEST = 5
"""Training images that a category needs, as many as there are folds to tune on."""
LEAST_SPREAD = 1e-6


@dataclass(frozen=True)
class Target:
    """A property of the images at these places of each split.

    train and test: int64 [n], a category's number; or float32 [n, k], measurements. The places: int64 [n].
    """

    name: str
    train: Tensor
    test: Tensor
    train_places: Tensor
    test_places: Tensor

    @property
    def is_measured(self) -> bool:
        """Whether it is measured in numbers, and no category."""
        return self.train.is_floating_point()


def targets_of(images: Dataset) -> list[Target]:
    """All that can be read off these images as they are: class, dominant colour, and what scenes are known to hold.

    A factor that says what the class says is left out, and so is one that is the same in all images.
    """
    colours = dominant_colour(images.train.pixels), dominant_colour(images.test.pixels)
    found = [
        _categories("class", images.train.labels, images.test.labels),
        _categories("dominant colour", *colours),
        *_factors(images.train, images.test),
    ]
    return [target for target in found if target is not None]


def orientation(images: Dataset, generator: torch.Generator) -> tuple[Dataset, list[Target]]:
    """The images, each turned to the left by 0, 90, 180 or 270°, and the question how far it was turned.

    The task of Gidaris et al. 2018, "Unsupervised Representation Learning by Predicting Image Rotations", §3.1, here
    put to features that were not trained for it. No question where there are too few images.
    """
    turning = TRANSFORMS["rotation"]
    splits = (images.train, images.test)
    turns = [torch.randint(turning.ways, (len(split),), generator=generator) for split in splits]
    turned = [
        Images(turning.apply(split.pixels, ways), split.labels, split.classes)
        for split, ways in zip(splits, turns, strict=True)
    ]
    target = _categories("orientation", *turns)
    return Dataset(images.name, *turned), [target] if target else []


def _factors(train: Images, test: Images) -> Iterator[Target | None]:
    for name in (*CATEGORIES, *MEASUREMENTS):
        if name not in train.factors or name not in test.factors:
            continue
        seen, asked = train.factors[name], test.factors[name]
        if name in ANGLES:
            seen, asked = (torch.stack([angles.sin(), angles.cos()], dim=1) for angles in (seen, asked))
        if name in MEASUREMENTS:
            yield _measurements(name, seen, asked)
        elif not torch.equal(seen, train.labels):
            yield _categories(name, seen, asked)


def _categories(name: str, train: Tensor, test: Tensor) -> Target | None:
    """The images of categories with training images enough, numbered anew; None where there aren't two of them."""
    if not len(train) or not len(test):
        return None
    counts = train.bincount(minlength=int(test.max()) + 1)
    kept = (counts >= FEWEST).nonzero()[:, 0]
    number = torch.full_like(counts, -1).scatter(0, kept, torch.arange(len(kept)))
    seen, asked = ((number[values] >= 0).nonzero()[:, 0] for values in (train, test))
    if len(kept) < 2 or not len(asked):
        return None
    return Target(name, number[train[seen]], number[test[asked]], seen, asked)


def _measurements(name: str, train: Tensor, test: Tensor) -> Target | None:
    """Those of the numbers that differ from image to image; None where none does."""
    if len(train) < FEWEST or len(test) < 2:
        return None
    seen, asked = (values.float().reshape(len(values), -1) for values in (train, test))
    varied = (seen.std(dim=0) > LEAST_SPREAD) & (asked.std(dim=0) > LEAST_SPREAD)
    if not varied.any():
        return None
    return Target(name, seen[:, varied], asked[:, varied], torch.arange(len(seen)), torch.arange(len(asked)))
