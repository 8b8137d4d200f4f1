"""Relative position: of two tiles of an image, the encoder has to tell in which direction from the first the second one
lies. Whoever knows that this is an ear and that is a leg can say so.

Doersch, Gupta & Efros, "Unsupervised Visual Representation Learning by Context Prediction", 2015, §3. The paper takes a
tile and one of its eight neighbours; here the four quarters of a small image, whose ordered pairs lie in the same eight
directions, and all twelve of them in every step.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.augment.tiles import COLUMN, ROW
from ssl_demo.methods.about import About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Terms, register
from ssl_demo.methods.knobs import TileKnobs
from ssl_demo.methods.tiled import Tiled
from ssl_demo.models import Encoder, projector

DIRECTIONS = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if (down, right) != (0, 0)]
"""From the top left round to the bottom right, in reading order: how far down, and how far to the right."""
FIRST, SECOND = torch.tensor(list(permutations(range(4), 2))).T
"""The twelve ordered pairs of tiles."""
DIRECTION = torch.tensor(
    [DIRECTIONS.index((int(ROW[b] - ROW[a]), int(COLUMN[b] - COLUMN[a]))) for a, b in zip(FIRST, SECOND, strict=True)]
)
"""Where the second tile of each pair lies, as seen from the first: a place in DIRECTIONS."""


def direction_loss(logits: Tensor) -> Tensor:
    """The cross-entropy of the right direction, a mean over pairs and images. logits: float [12, b, 8]."""
    return F.cross_entropy(
        logits.float().transpose(1, 2), DIRECTION.to(logits.device)[:, None].expand(logits.shape[:2])
    )


@register("relative_position", title="Relative position", family="predict what was done")
class RelativePosition(Tiled):
    @dataclass(frozen=True)
    class Knobs(TileKnobs):
        """Those of all methods that cut images into tiles."""

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.head = projector(2 * encoder.width, knobs.hidden, len(DIRECTIONS), generator)

    def loss(self, batch: Batch, step: int) -> Terms:
        features = self.features_of_tiles(batch, step)
        # Gradients of features[FIRST] would be summed up by all cores at once, in an order that no seed tells.
        pairs = torch.cat([features.index_select(0, one.to(features.device)) for one in (FIRST, SECOND)], dim=2)
        return {"direction": direction_loss(self.head(pairs.flatten(0, 1)).unflatten(0, pairs.shape[:2]))}

    about = About(
        paper="Doersch, Gupta & Efros: Unsupervised Visual Representation Learning by Context Prediction, 2015",
        link="https://arxiv.org/abs/1505.05192",
        equation=r"\mathcal{L} = -\log \mathrm{softmax}\big(h(f(x_i), f(x_j))\big)_{d(i, j)}",
        computed_by=direction_loss,
        symbols={
            "x_i, x_j": "two of the four `tiles`, numbered by `FIRST` and `SECOND`",
            "f(x_i), f(x_j)": "the features of both, side by side in `pairs`",
            "h": "the `head`, which alone sees both tiles",
            "d(i, j)": "one of the eight `DIRECTIONS`, out of `DIRECTION`",
        },
        flow=Flow(
            predicts=("two tiles", "encoder f, one by one", "head h"),
            target=("the direction from one to the other",),
            compare="which of the eight directions is it?",
        ),
        needs=("projector",),
        fails="When the tiles betray their places by something else than what they show, such as a line or a colour "
        "that goes on from one to the other. And when a tile is too small to tell what it is a part of.",
        sabotage=(
            Sabotage(
                "Close the gap between the tiles",
                knobs={"gap": 0.0},
                why="Lines and colours now go on from the edge of one tile to the edge of the other. The loss falls "
                "lower, as matching edges is enough: what the tiles show need not be known any more. How much the "
                "features lose by it depends on the images: see kNN accuracy.",
                cure="A gap of random width. What lies on both sides of a cut no longer meets, so the direction has to "
                "be told by what the tiles show.",
            ),
        ),
    )
