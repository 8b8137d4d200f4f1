"""Maps as small pictures: in grey, and as heat over the picture they were made of. Knows no Streamlit."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

from app.heat import coloured
from ssl_demo.evaluation.pyramid.maps import LevelMaps

TILE = 192
"""Pixels of a tile's side."""
FAINT, STRONG = 0.15, 0.9
"""How much of the picture the heat covers where it is low and where it is high."""
SMALLEST = 12
"""Pixels of the side of the smallest frame that is drawn."""
Box = tuple[int, int, int, int]
"""Left, top, right and bottom pixel; right and bottom are the first beyond it."""


def enlarged_map(values: Tensor, smooth: bool = False) -> Tensor:
    """float [..., h, w] → [..., TILE, TILE]; every place a square of its own unless it is to be smooth."""
    flat = values.reshape(1, -1, *values.shape[-2:])
    how = {"mode": "bilinear", "align_corners": False, "antialias": True} if smooth else {"mode": "nearest-exact"}
    return F.interpolate(flat, (TILE, TILE), **how).reshape(*values.shape[:-2], TILE, TILE)


def heat(values: Tensor, picture: Tensor, smooth: bool = False) -> Tensor:
    """Numbers in 0 … 1 laid over a picture in grey: float [h, w] and [3, TILE, TILE] → float [3, TILE, TILE]."""
    values = enlarged_map(values, smooth)
    grey = picture.mean(dim=0, keepdim=True).expand(3, -1, -1)
    cover = FAINT + (STRONG - FAINT) * values
    return grey * (1 - cover) + coloured(values) * cover


def framed(tile: Tensor, box: Box) -> Tensor:
    """The tile, float [3, TILE, TILE], with a frame just inside the box: white between black, seen on any picture."""
    tile = tile.clone()
    left, top, right, bottom = box
    for colour in (0.0, 1.0, 1.0, 0.0):
        inside = tile[:, top + 1 : bottom - 1, left + 1 : right - 1].clone()
        tile[:, top:bottom, left:right] = colour
        left, top, right, bottom = left + 1, top + 1, right - 1, bottom - 1
        if right <= left or bottom <= top:
            break
        tile[:, top:bottom, left:right] = inside
    return tile


def place_box(level: LevelMaps, row: int, column: int) -> Box:
    """The square of a tile that stands for a place of this level, or, if that is tiny, one around it."""
    (left, right), (top, bottom) = (
        _at_least(n * TILE / level.side, (n + 1) * TILE / level.side) for n in (column, row)
    )
    return left, top, right, bottom


def _at_least(start: float, end: float) -> tuple[int, int]:
    missing = max(0.0, SMALLEST - (end - start)) / 2
    return max(0, round(start - missing)), min(TILE, round(end + missing))


def field_box(level: LevelMaps, row: int, column: int, side: int) -> Box:
    """The part of a tile beyond which nothing can matter to a place, of a picture with so many pixels in a row."""
    (top, bottom), (left, right) = level.span(row, side), level.span(column, side)
    left, top, right, bottom = (round(n * TILE / side) for n in (left, top, right, bottom))
    return left, top, right, bottom
