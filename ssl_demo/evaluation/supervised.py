"""Training from scratch on the labelled images alone: what self-supervision has to beat."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import torch
from torch import Tensor

from ssl_demo.config import Recipe, RunConfig
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.features import embed
from ssl_demo.methods import build, views_per_image
from ssl_demo.methods.supervised import Supervised
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training

SUPERVISED_RECIPE = Recipe(
    crop_min=0.35, jitter=0.8, brightness=0.3, contrast=0.3, saturation=0.3, hue=0.05, greyscale=0.0
)
"""Views that supervised training likes: milder ones than SimCLR's."""

MOST_IN_A_BATCH = 1024


def train_from_scratch(
    config: RunConfig, images: Dataset, share: float, labelled: Tensor, seed: int, on_step: Callable[[], None]
) -> tuple[float, int]:
    """Test accuracy (0 … 1) of a fresh encoder with a linear classifier, and the number of steps it was trained.

    The compute is that of the run of `config`, times `share`: as many steps, each with one view of four times as many
    images where the run's had four views. `labelled`: int64 [n], positions in the training images. `on_step` is called
    before every step and may raise to stop.
    """
    assert config.epochs is not None
    batch = min(config.batch_size, len(images.train))
    steps = max(1, round(share * config.epochs * (len(images.train) // batch)))
    few = images.train.take(labelled)
    wide = min(views_per_image(config) * batch, MOST_IN_A_BATCH, len(few))
    asked = dataclasses.replace(
        config,
        method=Supervised.name,
        knobs={},
        recipe=SUPERVISED_RECIPE,
        seconds=None,
        epochs=steps / (len(few) // wide),
        batch_size=wide,
        seed=seed,
    )
    method = build(asked, few, generator(seed, "weights"))
    assert isinstance(method, Supervised)
    for event in Training(method, few, asked):
        if isinstance(event, Step):
            on_step()
    return _accuracy(method, images), steps


@torch.no_grad()
def _accuracy(method: Supervised, images: Dataset) -> float:
    # The classifier is linear, so the mean of the two embeddings gives the mean of the two predictions.
    features = embed(method.encoder, images.test.pixels, mirrored=True)
    head = method.classifier
    named = torch.addmm(head.bias.cpu(), features, head.weight.T.cpu()).argmax(dim=1)
    return float((named == images.test.labels).float().mean())
