"""Views of one image that differ in their wallpaper: the cure that the short-cut benchmark tries first."""

from __future__ import annotations

import dataclasses

import torch
from torch import Tensor

from ssl_demo.augment.views import make_views
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.data.scenes import CLASSES, TRAIN, Strengths
from ssl_demo.data.scenes.casting import cast
from ssl_demo.data.scenes.drawing import draw
from ssl_demo.data.scenes.generate import CHUNK, TRAIN_SEED
from ssl_demo.methods.base import Batch, DataShape, Terms
from ssl_demo.methods.simclr import SimCLR
from ssl_demo.models import make_encoder
from ssl_demo.randomness import generator

SHEETS = 8
"""So many wallpapers hang behind every toy in turn."""


class Repapered(SimCLR):
    """SimCLR, with a wallpaper drawn by lot for each view."""

    def __init__(self, config: RunConfig, images: Images, sheets: Tensor) -> None:
        """sheets: uint8 [SHEETS, n, 3, h, w], the training images with other wallpapers."""
        drawn = generator(config.seed, "weights")
        encoder = make_encoder(config.encoder, images.pixels, drawn)
        super().__init__(encoder, self.Knobs(), DataShape(len(images), 0), drawn)
        self.config, self.sheets = config, sheets

    def loss(self, batch: Batch, step: int) -> Terms:
        assert batch.places is not None
        drawn, side = generator(self.config.seed, "wallpapers", step), batch.views.shape[-1]
        lots = torch.randint(len(self.sheets), batch.views.shape[:2], generator=drawn)
        seen = [self.sheets[lot, batch.places] for lot in lots]
        views = [make_views(pixels, self.config.recipe, drawn, views=1, side=side) for pixels in seen]
        return super().loss(Batch(torch.cat(views), None, batch.places), step)


def papered(strengths: Strengths, seed: int) -> Tensor:
    """The training scenes of these strengths, each with several wallpapers: uint8 [SHEETS, n, 3, h, w]."""
    scenes = cast(TRAIN, TRAIN_SEED, strengths, torch.arange(len(CLASSES)))
    sheets = []
    for sheet in range(SHEETS):
        motif = torch.rand(scenes.motif.shape, generator=generator(seed, "motif", sheet))
        repapered = dataclasses.replace(scenes, motif=motif)
        parts = [draw(repapered.take(index), strengths).pixels for index in torch.arange(TRAIN).split(CHUNK)]
        sheets.append(torch.cat(parts))
    return torch.stack(sheets)
