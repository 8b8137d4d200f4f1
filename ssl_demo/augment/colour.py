"""Brightness, contrast, saturation, hue and greyscale as one 3×3 matrix and one offset per image.

The order is fixed: brightness, contrast, saturation, hue, greyscale. With L the matrix that replaces a colour by its
luma, each of them is linear in the colour:

    brightness b    b · x
    contrast c      c · x + (1 - c) · mean luma of the image
    saturation s    (s · I + (1 - s) · L) x
    hue θ           (L + cos θ · (I - L) + sin θ · S) x     a rotation of the chroma plane of YIQ
    greyscale       L x

The products collapse because L L = L, S L = L S = 0 and grey is fixed by the last three. Values are clamped to 0 … 1
once, after all five; torchvision clamps after each, so the two agree exactly wherever no step in between leaves 0 … 1.

torchvision turns hue in HSV, which needs sorting the channels of every pixel and keeps the largest and smallest of
them. The rotation in YIQ, the colour space of NTSC television, is the customary linear stand-in: it keeps luma instead.
A turn of t moves the HSV hue by t on average, and by 0.65 t to 1.6 t for small turns, depending on the colour.
"""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)
"""Share of red, green and blue in perceived brightness (ITU-R BT.601, as in torchvision's `rgb_to_grayscale`)."""

_IN_PHASE = (0.596, -0.274, -0.322)
_QUADRATURE = (0.211, -0.523, 0.312)


def change_colours(
    images: Tensor, brightness: Tensor, contrast: Tensor, saturation: Tensor, hue: Tensor, greyscale: Tensor
) -> Tensor:
    """Images [n, 3, h, w] in 0 … 1 with changed colours, clamped to 0 … 1.

    brightness, contrast, saturation: factors [n], 1 changes nothing. hue: turns [n], 0.5 gives the opposite colour.
    greyscale: bool [n].
    """
    to_luma, to_chroma, turn = _bases(images.device)
    angle = 2 * math.pi * hue
    chroma = saturation * ~greyscale
    matrix = to_luma + (chroma * angle.cos())[:, None, None] * to_chroma + (chroma * angle.sin())[:, None, None] * turn
    mean_luma = (images.mean((2, 3)) * to_luma[0]).sum(1)
    offset = brightness * (1 - contrast) * mean_luma
    matrix = (brightness * contrast)[:, None, None] * matrix
    changed = torch.baddbmm(offset[:, None, None], matrix, images.flatten(2))
    return changed.clamp_(0, 1).view_as(images)


@cache
def _bases(device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """The matrices [3, 3] L, I - L and S: luma as grey, what is left of a colour, and that turned by 90°."""
    to_yiq = torch.tensor([LUMA, _IN_PHASE, _QUADRATURE], dtype=torch.float64)
    # Red turns towards yellow for a positive hue, as on the colour wheel of HSV.
    quarter_turn = torch.tensor([[0, 0, 0], [0, 0, 1], [0, -1, 0]], dtype=torch.float64)
    to_luma = to_yiq[:1].expand(3, 3)
    turn = torch.linalg.inv(to_yiq) @ quarter_turn @ to_yiq
    left, right, third = (m.float().to(device) for m in (to_luma, torch.eye(3) - to_luma, turn))
    return left, right, third


def solarise(images: Tensor) -> Tensor:
    """Images with every value from 0.5 upwards inverted."""
    return torch.where(images >= 0.5, 1 - images, images)
