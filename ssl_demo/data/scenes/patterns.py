"""The ten surface patterns: where a toy wears its second paint.

Every function takes object coordinates x, y (any one shape, the toy fits the unit circle) and returns about the signed
distance to the edge between the two paints, positive where the second one is.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


def spokes(x: Tensor, y: Tensor) -> Tensor:
    """Eight wedges about the centre."""
    return torch.sin(4 * torch.atan2(y, x)) * torch.hypot(x, y) / 4


def rings(x: Tensor, y: Tensor) -> Tensor:
    """Concentric circles."""
    return _wave(torch.hypot(x, y), 0.5)


def checks(x: Tensor, y: Tensor) -> Tensor:
    """A chess board."""
    a, b = _wave(x, 0.9), _wave(y, 0.9)
    return torch.sign(a * b) * torch.minimum(a.abs(), b.abs())


def swirl(x: Tensor, y: Tensor) -> Tensor:
    """Five arms that wind about the centre."""
    r = torch.hypot(x, y)
    return torch.sin(5 * torch.atan2(y, x) + 6 * r) * r / 8


def bricks(x: Tensor, y: Tensor) -> Tensor:
    """Mortar between bricks that are laid in rows."""
    row = torch.floor(y / 0.4)
    across = (x / 0.7 + 0.5 * row) % 1 * 0.7
    up = y - row * 0.4
    return 0.075 - torch.minimum(torch.minimum(across, 0.7 - across), torch.minimum(up, 0.4 - up))


def bands(x: Tensor, y: Tensor) -> Tensor:
    """Bent bands, as on a clownfish that swims to the left."""
    return _wave(torch.hypot(x - 1.5, y), 0.55)


def lattice(x: Tensor, y: Tensor) -> Tensor:
    """Thin lines that cross at a slant."""
    a, b = x + y, x - y
    return 0.075 - torch.minimum(_to_line(a, 0.84), _to_line(b, 0.84)) * math.sqrt(0.5)


def stripes(x: Tensor, y: Tensor) -> Tensor:
    """Level stripes."""
    return _wave(y + 0.12, 0.46)


def zigzag(x: Tensor, y: Tensor) -> Tensor:
    """Stripes that go up and down."""
    tooth = ((x / 0.66) % 1 - 0.5).abs() * 0.66
    return 0.8 * _wave(y + tooth * 1.1, 0.5)


def dots(x: Tensor, y: Tensor) -> Tensor:
    """Round spots in shifted rows."""
    row = torch.round(y / 0.5)
    across = (x / 0.58 + 0.5 * row + 0.5) % 1 * 0.58 - 0.29
    return 0.17 - torch.hypot(across, y - row * 0.5)


def _to_line(t: Tensor, period: float) -> Tensor:
    """Distance to the nearest multiple of the period."""
    return (t - torch.round(t / period) * period).abs()


def _wave(t: Tensor, period: float) -> Tensor:
    """Distance to the nearest edge of bands half a period wide, positive in every second band."""
    return _to_line(t - period / 4, period) - period / 4
