"""The paints of the toys: pairs that look well together and differ in lightness, so that a pattern shows."""

from __future__ import annotations

import torch
from torch import Tensor

from ssl_demo.data.scenes.strengths import Strengths

PAINTS = {
    "red and cream": (0xD93A34, 0xFBF0DA),
    "orange and plum": (0xF58A2B, 0x54224F),
    "yellow and cherry": (0xF9CF3F, 0xB5263B),
    "lime and forest": (0xB4D645, 0x1E5B45),
    "green and butter": (0x2F9E5B, 0xFCE9A4),
    "teal and shell": (0x12908E, 0xFFE3D3),
    "sky and navy": (0x6CC5F2, 0x20356F),
    "blue and lemon": (0x2C62C9, 0xFFE45C),
    "violet and mint": (0x7445B8, 0xC9F2DC),
    "pink and wine": (0xF58FB4, 0x7A1D45),
    "brown and peach": (0x7C4A2D, 0xFFC79A),
    "ink and snow": (0x2A2D43, 0xF4F6FA),
}


def rgb(paint: int) -> list[float]:
    """0xRRGGBB as three numbers in 0…1."""
    return [(paint >> shift & 0xFF) / 255 for shift in (16, 8, 0)]


def paint(colour: Tensor, swap: Tensor, strengths: Strengths) -> Tensor:
    """The two paints of each toy: float [n, 2, 3], first the ground's, then the pattern's.

    colour: int64 [n], the pair. swap: int64 [n], 1 where the pair's second paint is the ground.
    """
    pairs = torch.tensor([[rgb(first), rgb(second)] for first, second in PAINTS.values()])
    chosen = torch.stack([pairs, pairs.flip(1)], dim=1)[colour, swap]
    varied = torch.lerp(pairs[0].expand_as(chosen), chosen, strengths.colour)
    ground, pattern = varied.unbind(1)
    return torch.stack([ground, torch.lerp(ground, pattern, strengths.pattern)], dim=1)
