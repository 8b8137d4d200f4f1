"""Answers drawn on an enlarged image: lines whose kind tells the truth from a guess. Knows no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from app.heat import coloured

SIDE = 256
"""Of a picture, in pixels."""
TRUE, SAID = "#ffffff", "#ffb000"
"""The truth is drawn solid, what is said dashed; both have a black edge, so that they are seen on anything."""
WIDTH, EDGE = 4, 8
DASH, GAP = 14, 12

Point = tuple[float, float]


def enlarged(pixels: Tensor, side: int = SIDE) -> Image.Image:
    """An image uint8 [3, h, w] with every pixel as a crisp square."""
    return Image.fromarray(pixels.permute(1, 2, 0).numpy()).resize((side, side), Image.Resampling.NEAREST)


def as_pixels(picture: Image.Image) -> Tensor:
    """uint8 [3, h, w]."""
    data = torch.frombuffer(bytearray(picture.convert("RGB").tobytes()), dtype=torch.uint8)
    return data.view(picture.height, picture.width, 3).permute(2, 0, 1).contiguous()


def draw_box(picture: Image.Image, box: Sequence[float], *, said: bool) -> None:
    """A box x0 y0 x1 y1 in pixels of the picture."""
    x0, y0, x1, y1 = box
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    for start, end in pairwise(corners):
        draw_line(picture, start, end, said=said)


def draw_arrow(picture: Image.Image, start: Point, end: Point, *, said: bool) -> None:
    """A line with a head at its end; without one where it is too short to point anywhere."""
    draw_line(picture, start, end, said=said)
    length = math.dist(start, end)
    if length < EDGE:
        return
    way = math.atan2(end[1] - start[1], end[0] - start[0])
    for side in (-1, 1):
        turn = way + side * math.radians(150)
        tip = (end[0] + HEAD * math.cos(turn), end[1] + HEAD * math.sin(turn))
        draw_line(picture, end, tip, said=said, dashed=False)


HEAD = 22


def draw_line(picture: Image.Image, start: Point, end: Point, *, said: bool, dashed: bool | None = None) -> None:
    """Solid for the truth, dashed for what is said, unless `dashed` has it otherwise."""
    pen = ImageDraw.Draw(picture)
    strokes = list(_dashes(start, end)) if (said if dashed is None else dashed) else [(start, end)]
    for colour, width in (("#000000", EDGE), (SAID if said else TRUE, WIDTH)):
        for stroke in strokes:
            pen.line(stroke, fill=colour, width=width)


def _dashes(start: Point, end: Point) -> Iterator[tuple[Point, Point]]:
    length = math.dist(start, end)
    if not length:
        return
    step = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    at = 0.0
    while at < length:
        stop = min(length, at + DASH)
        yield (start[0] + at * step[0], start[1] + at * step[1]), (start[0] + stop * step[0], start[1] + stop * step[1])
        at += DASH + GAP


def draw_swatches(picture: Image.Image, true: str, said: str | None) -> None:
    """A strip along the bottom: the true colour at the left and, if there is one, what is said at the right."""
    pen, top = ImageDraw.Draw(picture), SIDE - SWATCH
    middle = SIDE if said is None else SIDE // 2
    pen.rectangle((0, top, middle, SIDE), fill=true, outline="#ffffff", width=3)
    if said is not None:
        pen.rectangle((middle, top, SIDE, SIDE), fill=said, outline="#ffffff", width=3)


SWATCH = 44


def mapped(values: Tensor, low: float, high: float, side: int) -> Image.Image:
    """A map float [h, w] in the palette's scale of numbers, from low, blue, to high, orange; its pixels enlarged."""
    place = (values.float() - low) / max(high - low, 1e-9)
    return enlarged((255 * coloured(place)).round().to(torch.uint8), side)


def quarters(parts: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    """Up to four pictures of half the side, each with its name written on it, row by row."""
    whole = Image.new("RGB", (SIDE, SIDE), "#808080")
    pen, half = ImageDraw.Draw(whole), SIDE // 2
    font = ImageFont.load_default(22)
    for number, (name, part) in enumerate(parts):
        corner = (number % 2 * half, number // 2 * half)
        whole.paste(part, corner)
        place = (corner[0] + 5, corner[1] + 2)
        pen.text(place, name, fill="#ffffff", font=font, stroke_width=3, stroke_fill="#000000")
    return whole
