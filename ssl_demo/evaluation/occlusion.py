"""What an encoder looks at: hide one small square after another and see how far the embedding moves.

Zeiler & Fergus, "Visualizing and Understanding Convolutional Networks", 2014, §4.2, who watched a class's probability.
Here there is no class to watch, so it is the direction of the embedding.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.evaluation.features import embed
from ssl_demo.models import Encoder

SIZE, STEP = 6, 2
"""Side of the square that is hidden, and from one of its places to the next, in pixels."""


def occlusion_maps(encoder: Encoder, pixels: Tensor, size: int = SIZE, step: int = STEP) -> Tensor:
    """How far the embedding moves when a place is hidden: uint8 [n, 3, h, w] → float32 [n, h, w], 0 … 2.

    A square shows its image's mean colour instead. A pixel's value is the mean, over the squares that hide it, of the
    distance between the normalised embeddings. The step has to divide the size, so that each is hidden equally often.
    """
    height, width = pixels.shape[2:]
    squares = _squares(height, width, size, step)
    mean = pixels.float().mean(dim=(2, 3), keepdim=True).round().to(torch.uint8)
    hidden = torch.where(squares[None, :, None], mean[:, None], pixels[:, None])
    seen = F.normalize(embed(encoder, pixels), dim=1)
    left = F.normalize(embed(encoder, hidden.flatten(0, 1)), dim=1).unflatten(0, hidden.shape[:2])
    moved = (left - seen[:, None]).norm(dim=2)
    return torch.einsum("ns,shw->nhw", moved, squares.float()) / squares.sum(dim=0)


def share_within(maps: Tensor, mask: Tensor) -> float:
    """The share of all sensitivity that falls on a part of each image: maps [n, h, w], mask bool [n, h, w] → 0 … 1.

    The mean over the images, each of which counts alike; one that is nowhere sensitive is left out. 0 if none is.
    """
    totals = maps.sum(dim=(1, 2))
    shares = (maps * mask).sum(dim=(1, 2))[totals > 0] / totals[totals > 0]
    return float(shares.mean()) if len(shares) else 0.0


def _squares(height: int, width: int, size: int, step: int) -> Tensor:
    """Every square, also those that reach beyond the edge, as a mask: bool [squares, height, width]."""
    rows, columns = (_spans(length, size, step) for length in (height, width))
    return (rows[:, None, :, None] & columns[None, :, None, :]).flatten(0, 1)


def _spans(length: int, size: int, step: int) -> Tensor:
    """bool [places, length]"""
    first = torch.arange(step - size, length, step)[:, None]
    place = torch.arange(length)
    return (place >= first) & (place < first + size)
