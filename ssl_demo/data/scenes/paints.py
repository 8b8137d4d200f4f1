"""The paints of the toys: a colour and cream, so that a pattern shows on any toy.

The colours are neighbours on the wheel, nearer to each other than the hue jitter of an augmentation recipe reaches. So
colour alone tells little about which two views belong together, and contrastive learning has to look at the toy.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ssl_demo.data.scenes.strengths import Strengths

PAINTS = {
    "red": 0xC8322F,
    "orange": 0xD2691E,
    "amber": 0xB98A14,
    "lime": 0x86961F,
    "green": 0x3C8F3A,
    "jade": 0x1F8F66,
    "teal": 0x1B8A93,
    "azure": 0x2878B8,
    "blue": 0x3F5CC4,
    "violet": 0x7048BC,
    "purple": 0x9C3FAE,
    "pink": 0xC43A7C,
}
"""Twelve paints around the colour wheel, of about the same lightness."""

CREAM = 0xFBF0DA


def rgb(paint: int) -> list[float]:
    """0xRRGGBB as three numbers in 0…1."""
    return [(paint >> shift & 0xFF) / 255 for shift in (16, 8, 0)]


def paint(colour: Tensor, swap: Tensor, strengths: Strengths) -> Tensor:
    """The two paints of each toy: float [n, 2, 3], first the ground's, then the pattern's.

    colour: int64 [n], the paint; the other one is cream. swap: int64 [n], 1 where cream is the ground.
    """
    pairs = torch.tensor([[rgb(paint), rgb(CREAM)] for paint in PAINTS.values()])
    chosen = torch.stack([pairs, pairs.flip(1)], dim=1)[colour, swap]
    varied = torch.lerp(pairs[0].expand_as(chosen), chosen, strengths.colour)
    ground, pattern = varied.unbind(1)
    return torch.stack([ground, torch.lerp(ground, pattern, strengths.pattern)], dim=1)
