"""From the properties of scenes to their pixels and depth maps.

Outline and pattern are evaluated on a grid twice as fine as the image, with soft edges, and averaged; all that is
smooth is computed at the image's own resolution.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.data.scenes.backgrounds import draw_backgrounds, draw_texture, draw_wallpaper
from ssl_demo.data.scenes.cast import SIDE, Cast
from ssl_demo.data.scenes.casting import BAR_SPACING
from ssl_demo.data.scenes.strengths import Strengths
from ssl_demo.data.scenes.toys import TOYS, Field

FINE = 2
"""Grid points per pixel and direction."""
PUFF = 0.5
"""Width of the rounded rim of a toy, in radii."""


BAR_SHADE = 0.92
"""Lightness of the bars."""
HAZE = 0.75
"""Lightness of the haze."""


class Drawing(NamedTuple):
    """pixels: uint8 [n, 3, SIDE, SIDE]. depth: float16 [n, SIDE, SIDE]. box: float [n, 4], x0 y0 x1 y1 in pixels."""

    pixels: Tensor
    depth: Tensor
    box: Tensor


def draw(cast: Cast, strengths: Strengths) -> Drawing:
    """Draw the scenes."""
    x, y = _grid(1)
    outline = _evaluate([toy.shape for toy in TOYS], cast.shape, *_object_coordinates(cast, *_grid(FINE)))
    pattern = _evaluate([toy.pattern for toy in TOYS], cast.pattern, *_object_coordinates(cast, *_grid(FINE)))
    fine_pixels = (FINE * cast.scale)[:, None, None]
    fine_cover = (0.5 - outline * fine_pixels).clamp(0, 1)
    fine_second = fine_cover * (0.5 + pattern * fine_pixels).clamp(0, 1)
    cover, second = F.avg_pool2d(fine_cover[:, None], FINE), F.avg_pool2d(fine_second[:, None], FINE)

    colours, depth = draw_backgrounds(cast, strengths, x, y)
    colours = colours * (1 + 0.28 * strengths.texture * draw_texture(cast.noise))
    colours = colours * (1 + 0.75 * strengths.wallpaper * draw_wallpaper(cast.motif))
    colours = colours * (1 - 0.38 * _shadow(cast, x, y))
    ground, other = cast.rgb[:, :, :, None, None].unbind(1)
    diffuse, gloss = _shading(F.avg_pool2d(outline[:, None], FINE)[:, 0], cast)
    toy = (ground * (cover - second) + other * second) * diffuse + gloss * cover
    colours = colours * (1 - cover) + toy
    colours = torch.lerp(_occlude(colours, cast, strengths, x), torch.tensor(HAZE), cast.haze[:, None, None, None])
    colours = colours * cast.brightness[:, None, None, None]
    return Drawing(
        pixels=(colours.clamp(0, 1) * 255).round().to(torch.uint8),
        depth=torch.where(cover[:, 0] > 0.5, cast.depth[:, None, None], depth).half(),
        box=_box(fine_cover > 0.5),
    )


def _grid(fine: int) -> tuple[Tensor, Tensor]:
    """Positions in pixels of the grid's points: x [1, 1, SIDE · fine], y [1, SIDE · fine, 1]."""
    centres = (torch.arange(SIDE * fine) + 0.5) / fine
    return centres[None, None, :], centres[None, :, None]


def _object_coordinates(cast: Cast, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The frame's points seen from the toy: its centre is the origin, its radius the unit, its own up is up."""
    right, down = (cast.rotation.cos() / cast.scale)[:, None, None], (cast.rotation.sin() / cast.scale)[:, None, None]
    x = x - cast.position[:, 0, None, None]
    y = y - cast.position[:, 1, None, None]
    return x * right + y * down, y * right - x * down


def _evaluate(fields: list[Field], which: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Each image's own field at its points."""
    values = torch.empty_like(x)
    for number, field in enumerate(fields):
        mine = (which == number).nonzero().flatten()
        values[mine] = field(x[mine], y[mine])
    return values


def _shading(outline: Tensor, cast: Cast) -> tuple[Tensor, Tensor]:
    """Diffuse factor and gloss [n, 1, h, w] of a toy puffed up like a cushion (Blinn–Phong)."""
    padded = F.pad(outline[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    dx, dy = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2], padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    slope = (1 + outline / PUFF).clamp(0, 1) * 0.85 / torch.hypot(dx, dy).clamp(min=1e-6)
    normal_x, normal_y = dx * slope, dy * slope
    normal_z = (1 - normal_x.square() - normal_y.square()).clamp(min=0).sqrt()
    light_x, light_y, light_z = cast.light.T[:, :, None, None]
    diffuse = (normal_x * light_x + normal_y * light_y + normal_z * light_z).clamp(min=0)
    half_z = ((1 + light_z) / 2).sqrt()
    half = (normal_x * light_x + normal_y * light_y) / (2 * half_z) + normal_z * half_z
    return (0.5 + 0.62 * diffuse)[:, None], 0.3 * half.clamp(min=0).pow(24)[:, None]


def _shadow(cast: Cast, x: Tensor, y: Tensor) -> Tensor:
    """The soft shadow that the toy throws on what is behind it: [n, 1, h, w] in 0…1."""
    away = cast.light[:, :2] * (0.45 * cast.scale)[:, None]
    behind_x, behind_y = _object_coordinates(cast, x + away[:, 0, None, None], y + away[:, 1, None, None])
    outline = _evaluate([toy.shape for toy in TOYS], cast.shape, behind_x, behind_y)
    return (0.5 - outline / 0.5).clamp(0, 1).square()[:, None]


def _occlude(colours: Tensor, cast: Cast, strengths: Strengths, x: Tensor) -> Tensor:
    """The thin half-transparent bars of a playpen in front of all."""
    across = (x - cast.bars[:, None, None]) % BAR_SPACING
    away = torch.minimum(across, BAR_SPACING - across)[:, None]
    return torch.lerp(colours, torch.tensor(BAR_SHADE), strengths.occluder * (1.3 - away).clamp(0, 1))


def _box(covered: Tensor) -> Tensor:
    """The smallest box around the covered points, in pixels."""
    size = covered.shape[-1]
    sides = []
    for hit in (covered.any(1), covered.any(2)):
        first = hit.int().argmax(1)
        last = size - hit.flip(1).int().argmax(1)
        sides += [(first / FINE, last / FINE)]
    (x0, x1), (y0, y1) = sides
    return torch.stack([x0, y0, x1, y1], dim=1)
