"""The outlines of the ten toys as signed distances: negative inside, zero on the outline, positive outside.

Every function takes object coordinates x, y (any one shape, y downwards, the toy fits the unit circle) and returns the
distance in the same unit, exact along the edges. The heart follows Inigo Quilez, "2D distance functions"
(iquilezles.org/articles/distfunctions2d).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

FIFTH = 2 * math.pi / 5


def ball(x: Tensor, y: Tensor) -> Tensor:
    return torch.hypot(x, y) - 0.93


def star(x: Tensor, y: Tensor) -> Tensor:
    """Five points: turn and mirror the plane onto one half of a point, which has a single edge."""
    y = y - 0.05
    turn = ((torch.atan2(x, -y) / FIFTH + 0.5) % 1 - 0.5).abs() * FIFTH
    radius = torch.hypot(x, y)
    notch = (0.52 * math.sin(FIFTH / 2), -0.52 * math.cos(FIFTH / 2))
    return _beyond(radius * torch.sin(turn), -radius * torch.cos(turn), (0.0, -1.02), notch)


def kite(x: Tensor, y: Tensor) -> Tensor:
    x = x.abs()
    return torch.maximum(_beyond(x, y, (0.0, -1.0), (0.78, -0.2)), _beyond(x, y, (0.78, -0.2), (0.0, 1.0)))


def ring(x: Tensor, y: Tensor) -> Tensor:
    return (torch.hypot(x, y) - 0.66).abs() - 0.3


def house(x: Tensor, y: Tensor) -> Tensor:
    roof = torch.maximum(_beyond(x.abs(), y, (0.0, -0.98), (1.0, -0.1)), y + 0.1)
    chimney = _box(x - 0.48, y + 0.62, 0.13, 0.28)
    walls = _box(x, y - 0.36, 0.64, 0.5)
    return torch.minimum(torch.minimum(roof, walls), chimney)


def fish(x: Tensor, y: Tensor) -> Tensor:
    """Swims to the left: the overlap of two circles, and a tail."""
    y = y.abs()
    body = torch.hypot(x + 0.24, y + 0.1) - 0.75
    tail = torch.maximum(_beyond(x, -y, (0.3, 0.0), (0.95, -0.68)), x - 0.92)
    return torch.minimum(body, tail)


def heart(x: Tensor, y: Tensor) -> Tensor:
    x, y = x.abs() / 1.6, (0.82 - y) / 1.6
    lobe = torch.hypot(x - 0.25, y - 0.75) - math.sqrt(2) / 4
    middle = 0.5 * (x + y).clamp(min=0)
    point = torch.minimum(torch.hypot(x, y - 1), torch.hypot(x - middle, y - middle))
    point = torch.where(x > y, point, -point)
    return 1.6 * torch.where(x + y > 1, lobe, point)


def boat(x: Tensor, y: Tensor) -> Tensor:
    hull = torch.maximum(_beyond(x.abs(), y, (0.95, 0.35), (0.6, 0.88)), torch.maximum(0.35 - y, y - 0.88))
    sail = torch.maximum(_beyond(x, y, (-0.12, -0.98), (0.78, 0.2)), torch.maximum(y - 0.2, -0.12 - x))
    jib = torch.maximum(_beyond(-x, y, (0.24, -0.6), (0.72, 0.2)), torch.maximum(y - 0.2, x + 0.24))
    return torch.minimum(hull, torch.minimum(sail, jib))


def tree(x: Tensor, y: Tensor) -> Tensor:
    x = x.abs()
    crown = torch.minimum(
        torch.maximum(_beyond(x, y, (0.0, -1.0), (0.6, -0.1)), y + 0.1),
        torch.maximum(_beyond(x, y, (0.0, -0.65), (0.82, 0.6)), y - 0.6),
    )
    return torch.minimum(crown, _box(x, y - 0.72, 0.17, 0.24))


def mushroom(x: Tensor, y: Tensor) -> Tensor:
    cap = torch.maximum(torch.hypot(x, (y - 0.1) * 0.95) - 0.95, y - 0.12)
    stem = torch.maximum(x.abs() - 0.3 - 0.12 * y, torch.maximum(y - 0.92, -y))
    return torch.minimum(cap, stem)


def _box(x: Tensor, y: Tensor, half_width: float, half_height: float) -> Tensor:
    return torch.maximum(x.abs() - half_width, y.abs() - half_height)


def _beyond(x: Tensor, y: Tensor, start: tuple[float, float], end: tuple[float, float]) -> Tensor:
    """Distance from the line through two points, negative on its right-hand side as seen walking on screen."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    return (x - start[0]) * (dy / length) - (y - start[1]) * (dx / length)
