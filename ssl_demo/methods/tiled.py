"""What the methods share that cut an image into its quarters and ask how these belong together."""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor

from ssl_demo.augment.presets import PRESETS
from ssl_demo.augment.tiles import quarters
from ssl_demo.methods.base import Batch, Method
from ssl_demo.randomness import generator


class Tiled(Method):
    """Every tile is seen by itself. Its Knobs inherit from TileKnobs."""

    # A tile is enlarged to a side of its own, so small views would lose detail and save no time.
    usual: ClassVar = {"recipe": PRESETS["Gentle"], "low_share": 0.0}
    views = 1

    def features_of_tiles(self, batch: Batch, step: int) -> Tensor:
        """The features of each image's four tiles, in reading order: [4, b, width]."""
        tiles = quarters(batch.views.flatten(0, 1), self.knobs.gap, self.knobs.side, generator(0, "tiles", step))
        return self.encoder(tiles.flatten(0, 1)).unflatten(0, tiles.shape[:2])
