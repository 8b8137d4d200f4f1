"""What survives training: which properties of images can still be read off the embeddings of several encoders.

What a recipe changes at random, an encoder is trained to ignore, so it should fade from the embedding (Xiao et al.
2021, "What Should Not Be Contrastive in Contrastive Learning", §1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import torch

from ssl_demo.data.images import Dataset, Images
from ssl_demo.errors import UserError
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.reading import Reading, chance_of, read_off
from ssl_demo.evaluation.targets import orientation, targets_of
from ssl_demo.models import Encoder
from ssl_demo.randomness import generator

TRAIN, TEST = 2_000, 1_000
"""Images of each split; all, where there are fewer."""


@dataclass(frozen=True)
class Row:
    """One property. chance: what is reached without a look at the image. readings: by the encoder's name."""

    name: str
    is_measured: bool
    chance: float
    readings: Mapping[str, Reading]


def survey(encoders: Mapping[str, Encoder], images: Dataset, seed: int = 0) -> list[Row]:
    """Every property that these images have, categories first, read off each encoder's embedding in the same way.

    The embedding is that of the image alone: after a mean with the mirror image, by which other probes gain, nothing
    could tell left from right. `seed` draws the images and how each is turned. Raises UserError where there are too few
    images to read anything off them.
    """
    train, test = _some(images.train, TRAIN, seed, "train"), _some(images.test, TEST, seed, "test")
    upright = Dataset(images.name, train, test)
    turned, turns = orientation(upright, generator(seed, "turns"))
    asked = ((upright, targets_of(upright)), (turned, turns))
    if not any(targets for _, targets in asked):
        raise UserError("There are too few images to read anything off them; choose a larger data set.")
    readings: dict[str, dict[str, Reading]] = {}
    for name, encoder in encoders.items():
        for shown, targets in asked:
            features = Features.read(partial(embed, encoder), shown)
            for target in targets:
                readings.setdefault(target.name, {})[name] = read_off(features, target, seed)
    every = sorted((target for _, targets in asked for target in targets), key=lambda target: target.is_measured)
    return [Row(target.name, target.is_measured, chance_of(target), readings[target.name]) for target in every]


def _some(images: Images, most: int, seed: int, split: str) -> Images:
    """At most so many of them, drawn by lot: files may lie class by class."""
    return images.take(torch.randperm(len(images), generator=generator(seed, "survey", split))[:most])
