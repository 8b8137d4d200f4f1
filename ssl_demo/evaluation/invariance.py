"""Which changes an encoder overlooks: how alike it finds an image and the same image after one operation.

Goodfellow et al., "Measuring Invariances in Deep Networks", 2009, watched single units fire; here it is the direction
of the whole embedding. Its similarity alone misleads, as some encoders find everything alike. So two measures stand
beside it: how alike two different images are, and whether the changed image is still told from all others, the
instance discrimination of Wu et al. 2018.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.augment.operations import OPERATIONS, apply_one
from ssl_demo.errors import UserError
from ssl_demo.evaluation.features import embed
from ssl_demo.models import Encoder

_FACTORS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
STRENGTHS: dict[str, tuple[float, ...]] = {
    "crop": (0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0),
    "brightness": _FACTORS,
    "contrast": _FACTORS,
    "saturation": _FACTORS,
    "hue": (-0.5, -0.375, -0.25, -0.125, 0.0, 0.125, 0.25, 0.375, 0.5),
    "blur": _FACTORS,
    "cutout": (0.0, 0.15, 0.3, 0.45, 0.6, 0.75),
    **{name: (0.0, 1.0) for name, operation in OPERATIONS.items() if operation.switch},
}
"""Strengths of each operation over its whole range, the one that changes nothing among them."""


@dataclass(frozen=True)
class Invariance:
    """What an encoder makes of one operation, strength by strength, as means over the same images.

    strengths: of the operation. similar: the cosine similarity of an image and its changed version, -1 … 1. found: the
    share, 0 … 1, of images whose changed version is nearer to its own original than to any other. strangers: the
    cosine similarity of two different images, unchanged, over all pairs.
    """

    strengths: tuple[float, ...]
    similar: tuple[float, ...]
    found: tuple[float, ...]
    strangers: float


def invariance(
    encoder: Encoder, pixels: Tensor, name: str, strengths: Sequence[float], originals: Tensor | None = None
) -> Invariance:
    """How the encoder takes the operation of this name on images uint8 [n, 3, side, side], all different, n ≥ 2.

    originals: what `directions` gave for them, where that is known already. Raises UserError for fewer images, and as
    `apply_one` does.
    """
    if len(pixels) < 2:
        raise UserError("An image is found again among others: choose a data set of at least two images.")
    originals = directions(encoder, pixels) if originals is None else originals
    alike = originals @ originals.T
    similar, found = [], []
    for strength in strengths:
        changed = directions(encoder, as_pixels(apply_one(pixels, name, strength)))
        similar.append(float((changed * originals).sum(1).mean()))
        found.append(float(found_again(changed, originals).double().mean()))
    n = len(pixels)
    strangers = float((alike.sum() - alike.diagonal().sum()) / (n * (n - 1)))
    return Invariance(tuple(strengths), tuple(similar), tuple(found), strangers)


def found_again(changed: Tensor, originals: Tensor) -> Tensor:
    """Whether row i of `changed` is nearer to row i of `originals` than to any other: both unit, [n, d] → bool [n].

    A tie is not found.
    """
    distances = _distances(changed, originals)
    own = distances.diagonal().clone()
    return own < distances.fill_diagonal_(torch.inf).amin(dim=1)


def found_among(changed: Tensor, original: Tensor, others: Tensor) -> Tensor:
    """Whether each version of one image is nearer to it than to all others: unit [n, d], [1, d], [m, d] → bool [n].

    A tie is not found; among no others each is.
    """
    return (_distances(changed, original) < _distances(changed, others)).all(dim=1)


def _distances(left: Tensor, right: Tensor) -> Tensor:
    """Between unit vectors the smallest distance is the greatest cosine similarity, and it is exact where those of an
    encoder that finds all alike are 1 to the last bit."""
    return torch.cdist(left, right, compute_mode="donot_use_mm_for_euclid_dist")


def directions(encoder: Encoder, pixels: Tensor) -> Tensor:
    """The embeddings of images uint8 [n, 3, h, w] at length 1, float32 [n, width]: their products are cosines."""
    return F.normalize(embed(encoder, pixels), dim=1)


def as_pixels(views: Tensor) -> Tensor:
    """Views, float in 0 … 1, rounded to the 256 values of an image file, uint8."""
    return views.mul(255).round().to(torch.uint8)
