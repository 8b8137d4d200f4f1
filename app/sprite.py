"""Many small images as one picture, so that a page makes one request and not hundreds."""

from __future__ import annotations

import base64
import io
import math
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ssl_demo.errors import UserError

MARGIN = 1
"""Each tile repeats its outermost pixels this far: a browser that scales it never lets a neighbour shine through."""


@dataclass(frozen=True)
class Sprite:
    """Tiles of `side` pixels, each with its margin, in rows of `columns`. `url` is a data: URL."""

    url: str
    side: int
    columns: int
    rows: int
    count: int

    @property
    def pitch(self) -> int:
        """Pixels from one tile to the next."""
        return self.side + 2 * MARGIN

    def corner(self, number: int) -> tuple[int, int]:
        """Left and top pixel of a tile, without its margin."""
        row, column = divmod(number, self.columns)
        return column * self.pitch + MARGIN, row * self.pitch + MARGIN


def make_sprite(images: Tensor, columns: int | None = None, small: bool = False) -> Sprite:
    """The images, uint8 or float in 0 … 1, [n, 3, side, side], as one PNG that keeps every pixel.

    `small` makes a WebP of a fifth of the size instead, good enough for thumbnails in passing.
    """
    pixels, columns, rows = tiled(images, columns)
    return Sprite(data_url(pixels, small), images.shape[2], columns, rows, len(images))


def tiled(images: Tensor, columns: int | None = None) -> tuple[np.ndarray, int, int]:
    """The same tiles as pixels uint8 [h, w, 3], and how many columns and rows there are."""
    if images.ndim != 4 or images.shape[1] != 3 or images.shape[2] != images.shape[3] or not len(images):
        raise UserError(f"A sheet takes images [n, 3, side, side], not {list(images.shape)}.")
    count, side = len(images), images.shape[2]
    columns = columns or math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    padded = torch.nn.functional.pad(as_bytes(images).float(), [MARGIN] * 4, mode="replicate").to(torch.uint8)
    pitch = side + 2 * MARGIN
    sheet = torch.zeros(rows * columns, 3, pitch, pitch, dtype=torch.uint8)
    sheet[:count] = padded
    sheet = sheet.view(rows, columns, 3, pitch, pitch).permute(0, 3, 1, 4, 2).reshape(rows * pitch, columns * pitch, 3)
    return sheet.numpy(), columns, rows


def data_url(pixels: np.ndarray, small: bool = False) -> str:
    """A picture uint8 [h, w, 3] as a data: URL of a PNG, or a WebP if small."""
    file = io.BytesIO()
    picture = Image.fromarray(pixels)
    if small:
        picture.save(file, "WEBP", quality=80, method=2)
    else:
        picture.save(file, "PNG", compress_level=3)
    kind = "webp" if small else "png"
    return f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}"


def as_bytes(images: Tensor) -> Tensor:
    """uint8 pixels of images that may be floats in 0 … 1."""
    if images.dtype == torch.uint8:
        return images.cpu()
    return images.detach().cpu().float().clamp(0, 1).mul(255).round().to(torch.uint8)
