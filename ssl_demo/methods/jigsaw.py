"""Jigsaw: an image is cut into its four quarters and they are shuffled. The encoder, which sees each of them alone, has
to tell their order, and for that it has to know the parts of things and how they lie to each other.

Noroozi & Favaro, "Unsupervised Learning of Visual Representations by Solving Jigsaw Puzzles", 2016, §3, with four tiles
in place of nine. Here every image is learned from in all 24 orders at once: as no tile sees another before the head, it
is the features that are shuffled, and the encoder has no more to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import torch
from torch import Tensor

from ssl_demo.methods.about import About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Terms, register
from ssl_demo.methods.knobs import TileKnobs
from ssl_demo.methods.tiled import Tiled
from ssl_demo.models import Encoder, projector

ORDERS = torch.tensor(list(permutations(range(4))))
"""Row k of these 24 says which tile comes first, second, third and last."""


def shuffle(features: Tensor) -> Tensor:
    """The features of four tiles, side by side, in each of the ORDERS: [4, b, d] → [24, b, 4 · d]."""
    # Gradients of features[ORDERS] would be summed up by all cores at once, in an order that no seed tells.
    chosen = features.index_select(0, ORDERS.flatten().to(features.device)).unflatten(0, ORDERS.shape)
    return chosen.transpose(1, 2).flatten(2)


def order_loss(logits: Tensor) -> Tensor:
    """The cross-entropy of the right order, a mean over all orders and images.

    logits: float [24, b, 24]; those of images in order k are `logits[k]`, so k is the right answer there.
    """
    log_share = logits.float().log_softmax(dim=2)
    return -log_share.diagonal(dim1=0, dim2=2).mean()


@register("jigsaw", title="Jigsaw", family="predict what was done")
class Jigsaw(Tiled):
    @dataclass(frozen=True)
    class Knobs(TileKnobs):
        """Those of all methods that cut images into tiles."""

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.head = projector(4 * encoder.width, knobs.hidden, len(ORDERS), generator)

    def loss(self, batch: Batch, step: int) -> Terms:
        shuffled = shuffle(self.features_of_tiles(batch, step))
        logits = self.head(shuffled.flatten(0, 1)).unflatten(0, shuffled.shape[:2])
        return {"order": order_loss(logits)}

    about = About(
        paper="Noroozi & Favaro: Unsupervised Learning of Visual Representations by Solving Jigsaw Puzzles, 2016",
        link="https://arxiv.org/abs/1603.09246",
        equation=r"\mathcal{L} = -\log \mathrm{softmax}\big(h(f(x_{\sigma(1)}), \dots, f(x_{\sigma(4)}))\big)_{\sigma}",
        computed_by=order_loss,
        symbols={
            "x_i": "one of the four `tiles`, in reading order",
            r"\sigma": "one of the 24 `ORDERS`",
            r"f(x_{\sigma(1)}), \dots": "the tiles' features in that order, side by side, from `shuffle`",
            "h": "the `head`, which alone sees all four tiles",
        },
        flow=Flow(
            predicts=("four tiles", "encoder f, one by one", "features shuffled", "head h"),
            target=("the order",),
            compare="in which order are they?",
        ),
        needs=("projector",),
        fails="When the tiles betray their order by something else than what they show: to follow a line or a colour "
        "from one tile to the next takes no idea of the thing. And on images without parts, such as textures.",
        sabotage=(
            Sabotage(
                "Close the gap between the tiles",
                knobs={"gap": 0.0},
                why="Lines and colours now go on from the edge of one tile to the edge of the next. The loss falls "
                "lower, as matching edges solves the puzzle: what the tiles show need not be known any more. How much "
                "the features lose by it depends on the images: see kNN accuracy.",
                cure="A gap of random width. What lies on both sides of a cut no longer meets, so the tiles have to be "
                "put in order by what they show.",
            ),
        ),
    )
