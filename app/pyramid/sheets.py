"""The sheets of the tab as HTML: for each level, from fine to coarse, a tile or a row of tiles. Knows no Streamlit."""

from __future__ import annotations

import torch
from torch import Tensor

from app.findings import number
from app.gallery import sheet_html
from app.palette import SCALE
from app.pyramid.tiles import TILE, enlarged_map, field_box, framed, heat, place_box
from app.pyramid.words import described, field_of
from ssl_demo.evaluation.pyramid.effective import effective_size
from ssl_demo.evaluation.pyramid.maps import Pyramid
from ssl_demo.evaluation.pyramid.places import most_varied_channels, similar_places, stretched, three_colours
from ssl_demo.models.backbones import resized

WIDTH = 150
CHANNELS = 8


def colours_sheet(pyramid: Pyramid, causal: bool) -> str:
    """Every level's three principal components as red, green and blue. Raises UserError."""
    tiles = torch.stack([enlarged_map(three_colours(level.maps)) for level in pyramid.levels])
    captions = [described(level, pyramid.side, causal) for level in pyramid.levels]
    alt = [f"features as colours, {caption}" for caption in captions]
    return _in_one_row(tiles, alt, captions)


def similar_sheet(pyramid: Pyramid, pixels: Tensor, place: tuple[int, int]) -> str:
    """Cosine similarity of every place to the one that covers the pixel in this column and row of the pixels."""
    grey, tiles, captions = resized(pixels, TILE)[0], [], []
    for level in pyramid.levels:
        column, row = (level.place(n, pixels.shape[-1]) for n in place)
        similar = similar_places(level.maps, row, column)
        tiles.append(framed(heat(stretched(similar), grey), place_box(level, row, column)))
        captions.append(f"{level.level.title}: {number(float(similar.min()))} … {number(float(similar.max()))}")
    alt = [f"similarity of all places to the chosen one, {caption}" for caption in captions]
    return _in_one_row(torch.stack(tiles), alt, captions)


def field_sheet(pyramid: Pyramid, pixels: Tensor, place: tuple[int, int], fields: list[Tensor], causal: bool) -> str:
    """The effective field at every level, in the frame of the theoretical one. fields: float [side, side] ≥ 0 each."""
    grey, tiles, captions = resized(pixels, TILE)[0], [], []
    for level, field in zip(pyramid.levels, fields, strict=True):
        column, row = (level.place(n, pixels.shape[-1]) for n in place)
        seen = (field / field.max().clamp_min(1e-30)).sqrt()
        tiles.append(framed(heat(seen, grey, smooth=True), field_box(level, row, column, pyramid.side)))
        size = effective_size(field)
        captions.append(f"{level.level.title}: {size} × {size} px, could be {field_of(level, causal)}")
    alt = [f"which pixels matter to the chosen place, {caption}" for caption in captions]
    return _in_one_row(torch.stack(tiles), alt, captions)


def channels_sheet(pyramid: Pyramid, place: int) -> str:
    """The channels that vary most, of the level in this place from fine to coarse, in grey: each from its lowest value,
    black, to its highest, white."""
    level = pyramid.levels[place]
    chosen = most_varied_channels(level.maps, CHANNELS)
    tiles = stretched(level.maps[chosen])[:, None].expand(-1, 3, -1, -1)
    names = [f"channel {int(channel) + 1}" for channel in chosen]
    return sheet_html(tiles, alt=[f"{level.level.title}, {name}" for name in names], width=92)


def _in_one_row(tiles: Tensor, alt: list[str], captions: list[str]) -> str:
    """The levels from left to right; on a narrow page two in a row."""
    name, grid = f"levels-{len(tiles)}", f"repeat({len(tiles)},minmax(0,1fr))!important"
    style = f"@media (min-width:641px){{.{name}>[class^=sheet-]{{grid-template-columns:{grid}}}}}"
    sheet = sheet_html(tiles, alt=alt, captions=captions, width=WIDTH)
    return f'<style>{style}</style><div class="{name}">{sheet}</div>'


def legend(low: str, high: str) -> str:
    """The palette's scale as a bar between two words."""
    bar = f"flex:0 1 9rem;height:.7rem;border-radius:.2rem;background:linear-gradient(90deg,{','.join(SCALE)})"
    row = "display:flex;gap:.6rem;align-items:center;font-size:.85rem;flex-wrap:wrap"
    return f'<div style="{row}"><span>{low}</span><span style="{bar}"></span><span>{high}</span></div>'
