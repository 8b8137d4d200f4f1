"""The colour that most of an image has, as anybody would name it."""

from __future__ import annotations

import torch
from torch import Tensor

COLOURS = ("red", "yellow", "green", "cyan", "blue", "magenta", "grey")
SATURATED, BRIGHT, ENOUGH = 0.25, 0.2, 0.05
"""A pixel is coloured from this saturation and this value on, an image from this share of coloured pixels on."""


def dominant_colour(pixels: Tensor) -> Tensor:
    """The sixth of the colour wheel that most coloured pixels of an image lie in: uint8 [n, 3, h, w] → int64 [n].

    Numbers of COLOURS. In HSV (Smith 1978, "Color Gamut Transform Pairs"), a pixel is coloured if its saturation is at
    least 0.25 and its value at least 0.2. The sixths are centred on red (0°), yellow (60°), green, cyan, blue and
    magenta; of two with as many pixels the first one counts. An image with less than 5 % coloured pixels is grey.
    """
    from skimage.color import rgb2hsv

    hue, saturation, value = torch.from_numpy(rgb2hsv(pixels.numpy(), channel_axis=1)).unbind(1)
    coloured = (saturation >= SATURATED) & (value >= BRIGHT)
    sixths = (6 * hue).round().long() % 6
    votes = torch.stack([(coloured & (sixths == sixth)).sum(dim=(1, 2)) for sixth in range(6)], dim=1)
    few = coloured.float().mean(dim=(1, 2)) < ENOUGH
    return votes.argmax(dim=1).masked_fill(few, COLOURS.index("grey"))
