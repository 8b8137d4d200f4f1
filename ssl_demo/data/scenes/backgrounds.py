"""What is behind a toy: a wall and a floor, in five kinds of place, with their depth."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.data.scenes.cast import SIDE, Cast
from ssl_demo.data.scenes.paints import rgb
from ssl_demo.data.scenes.strengths import Strengths


class Background(NamedTuple):
    """A kind of place: paints of wall and floor, the wall's depth, the contrast of the floor's boards and tiles."""

    name: str
    wall: int
    floor: int
    distance: float
    boards: float
    tiles: float


BACKGROUNDS = (
    Background("studio", 0xD8D4CC, 0xC4BFB5, 4.0, 0.0, 0.0),
    Background("nursery", 0xBFD3DE, 0xC9A27C, 4.0, 0.10, 0.0),
    Background("meadow", 0xB9DDF0, 0x8DB870, 9.0, 0.0, 0.0),
    Background("beach", 0x9CD0D6, 0xE6D3A6, 9.0, 0.0, 0.0),
    Background("kitchen", 0xE3D3C9, 0xA9B3B5, 5.0, 0.0, 0.12),
)

GREY = 0.66
FLOOR = 2.4
"""Depth of the floor at the lower edge of the frame: behind every toy."""


def draw_backgrounds(cast: Cast, strengths: Strengths, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Colours [n, 3, h, w] in about 0…1 and depth [n, h, w] at the pixels of centres x [1, 1, w], y [1, h, 1]."""
    kinds = torch.tensor([[rgb(kind.wall), rgb(kind.floor)] for kind in BACKGROUNDS])
    about = torch.tensor([[kind.distance, kind.boards, kind.tiles] for kind in BACKGROUNDS])
    distance, boards, tiles = about[cast.background].T[:, :, None, None]
    horizon = cast.horizon[:, None, None]

    below = (y - horizon).clamp(min=0.5)
    depth = torch.minimum(FLOOR * (32 - horizon) / below, distance).expand(-1, -1, x.shape[-1])
    on_floor = (y - horizon + 0.5).clamp(0, 1)[:, None]
    paints = torch.lerp(torch.tensor(GREY), kinds[cast.background] + 0.03 * cast.shades, strengths.background)
    wall, floor = paints[:, :, :, None, None].unbind(1)
    colours = torch.lerp(wall, floor, on_floor)

    across = (x - 16) / below
    board = ((across * 2.2) % 1 - 0.5).abs() > 0.38
    tile = (torch.floor(across * 1.8) + torch.floor(depth * 3)) % 2
    marks = strengths.background * (boards * board + tiles * (tile - 0.5))
    return colours * (1 - marks[:, None] * on_floor), depth


def draw_texture(noise: Tensor) -> Tensor:
    """Blotches of three sizes, different in every image: uint8 [n, 32, 32] → float [n, 1, 32, 32] of deviation 1."""
    fine = (noise[:, None].float() - 127.5) / 73.9
    blotches = [fine]
    for size in (2, 4):
        coarse = F.avg_pool2d(fine, size) * size
        blotches.append(F.interpolate(coarse, scale_factor=size, mode="bilinear", align_corners=False))
    return torch.stack(blotches).sum(0) / 1.5


def draw_wallpaper(motif: Tensor) -> Tensor:
    """Four squares, repeated all over: [n, 2, 2] → float [n, 1, 32, 32] of mean 0 and deviation 1.

    Any crop shows them, and neither a mirror nor a change of colours makes them another image's.
    """
    centred = motif - motif.mean(dim=(1, 2), keepdim=True)
    even = centred / centred.square().mean(dim=(1, 2), keepdim=True).sqrt().clamp(min=0.03)
    tile = even.repeat_interleave(SQUARE, dim=1).repeat_interleave(SQUARE, dim=2)
    return tile.repeat(1, SIDE // tile.shape[1], SIDE // tile.shape[2])[:, None]


SQUARE = 2
"""Side of the wallpaper's squares in pixels: small enough that a crop of any size shows all four."""
