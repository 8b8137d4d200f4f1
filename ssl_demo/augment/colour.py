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

import torch
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)
"""Share of red, green and blue in perceived brightness (ITU-R BT.601, as in torchvision's `rgb_to_grayscale`)."""

_IN_PHASE = (0.596, -0.274, -0.322)
_QUADRATURE = (0.211, -0.523, 0.312)

_TO_YIQ = torch.tensor([LUMA, _IN_PHASE, _QUADRATURE], dtype=torch.float64)
# Red turns towards yellow for a positive hue, as on the colour wheel of HSV.
_QUARTER_TURN_IN_YIQ = torch.tensor([[0, 0, 0], [0, 0, 1], [0, -1, 0]], dtype=torch.float64)
# The matrices L, I - L and S.
_TO_LUMA = _TO_YIQ[0].expand(3, 3).float()
_TO_CHROMA = torch.eye(3) - _TO_LUMA
_QUARTER_TURN = (torch.linalg.inv(_TO_YIQ) @ _QUARTER_TURN_IN_YIQ @ _TO_YIQ).float()


def change_colours(
    images: Tensor, brightness: Tensor, contrast: Tensor, saturation: Tensor, hue: Tensor, greyscale: Tensor
) -> Tensor:
    """Images [n, 3, h, w] in 0 … 1 with changed colours, clamped to 0 … 1.

    brightness, contrast, saturation: factors [n], 1 changes nothing. hue: turns [n], 0.5 gives the opposite colour.
    greyscale: bool [n]. These five are on the CPU, on whichever device the images are.
    """
    # Saturation and hue scale and turn the chroma plane: together they are one complex number.
    chroma = torch.polar(saturation * ~greyscale, 2 * math.pi * hue)[:, None, None]
    gain = brightness * contrast
    matrix = gain[:, None, None] * (_TO_LUMA + chroma.real * _TO_CHROMA + chroma.imag * _QUARTER_TURN)
    pull = (brightness * (1 - contrast))[:, None] * _TO_LUMA[0]
    matrix, pull = matrix.to(images.device), pull.to(images.device)
    offset = (pull * images.mean((2, 3))).sum(1)[:, None, None]
    changed = torch.baddbmm(offset, matrix, images.flatten(2))
    return changed.clamp_(0, 1).view_as(images)


def solarise(images: Tensor) -> Tensor:
    """Images with every value from 0.5 upwards inverted."""
    return torch.where(images >= 0.5, 1 - images, images)
