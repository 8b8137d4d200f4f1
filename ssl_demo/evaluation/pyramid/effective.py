"""The effective receptive field: which pixels do matter to a place, in this picture and with these weights.

Luo, Li, Urtasun & Zemel 2016, "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks", §2:
the gradient of a place's activations with respect to the picture.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ssl_demo.evaluation.pyramid.maps import LevelMaps, Pyramid

SHARE = 0.9
"""Of the whole gradient, so much lies in the square that is called the size of an effective field."""


def effective_field(
    pyramid: Pyramid, level: LevelMaps, row: int, column: int, draws: int, generator: torch.Generator
) -> Tensor:
    """How much the features of one place change with each pixel: float [h, w] ≥ 0, in arbitrary units.

    Luo et al. add up all channels of the place; after a layer norm that sum is a constant. So here each channel counts
    with a random sign, and the field is the root mean square over so many draws and over red, green and blue: with many
    draws the Frobenius norm of the place's Jacobian. Nothing but zeros where every unit of the place is silent.
    """
    squares = torch.zeros(pyramid.picture.shape[-2:])
    features = level.traced[:, row, column]
    for _ in range(draws):
        signs = torch.randint(2, features.shape, generator=generator) * 2.0 - 1
        (gradient,) = torch.autograd.grad(features @ signs, pyramid.picture, retain_graph=True)
        squares += gradient[0].square().mean(dim=0)
    return (squares / draws).sqrt()


def effective_size(field: Tensor, share: float = SHARE) -> int:
    """The side, in pixels, of the smallest square around the field's centre that holds this share of it.

    field: float [h, w] ≥ 0. The centre is the mean place of all its weight. Rows and columns of the square that hold
    nothing but zeros, or lie over the picture's edge, don't count. 0 for a field of zeros.
    """
    total = field.sum()
    if total <= 0:
        return 0
    h, w = field.shape
    rows, columns = torch.arange(h, dtype=torch.float32), torch.arange(w, dtype=torch.float32)
    middle_row, middle_column = (field.sum(dim=1) * rows).sum() / total, (field.sum(dim=0) * columns).sum() / total
    away = torch.maximum((rows - middle_row).abs()[:, None], (columns - middle_column).abs())
    order = away.flatten().argsort()
    inside = field.flatten()[order].cumsum(0) >= share * total * (1 - 1e-6)
    held = field * (away <= away.flatten()[order][inside.int().argmax()])
    return max(int(held.any(dim=0).sum()), int(held.any(dim=1).sum()))
