"""Image files to 32×32 pixels: one picture, or many at once on all cores."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from torch import Tensor

from ssl_demo.errors import UserError

SIDE = 32
SMALLEST_SIDE = 8
LARGEST_MEGAPIXELS = 40

CHUNK = 256


def decode(source: Path | bytes, name: str) -> NDArray[np.uint8]:
    """One picture as uint8 [3, 32, 32]: its central square, resized with antialiasing.

    `name` is what the picture is called in a UserError: raised when it can't be read, when a side is shorter than
    8 pixels, and when it has more than 40 megapixels, which is known from its header before any memory is taken.
    """
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as picture:
            _check_size(picture.size, name)
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # large JPEGs: decode at a fraction of their size
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            square = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.BICUBIC)
    except UserError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(_too_large(name)) from error
    except Exception as error:  # a damaged file makes each of Pillow's decoders fail in its own way
        raise UserError(f"{name} can't be read as an image; replace it or remove it.") from error
    return np.asarray(square).transpose(2, 0, 1)


def decode_all(sources: Sequence[Path | bytes], names: Sequence[str]) -> Tensor:
    """Pictures as uint8 [n, 3, 32, 32], decoded on all cores. Raises the UserError of the first bad one."""
    pixels = np.empty((len(sources), 3, SIDE, SIDE), dtype=np.uint8)

    def fill(start: int) -> None:
        for i in range(start, min(start + CHUNK, len(sources))):
            pixels[i] = decode(sources[i], names[i])

    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        with warnings.catch_warnings():  # what they say about huge or odd files, `decode` says as a UserError
            warnings.simplefilter("ignore")
            for _ in pool.map(fill, range(0, len(sources), CHUNK)):
                pass
    finally:
        pool.shutdown(cancel_futures=True)
    return torch.from_numpy(pixels)


def _check_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if min(width, height) < SMALLEST_SIDE:
        raise UserError(
            f"{name} is only {width}×{height} pixels; replace it by one of at least "
            f"{SMALLEST_SIDE}×{SMALLEST_SIDE}, or remove it."
        )
    if width * height > LARGEST_MEGAPIXELS * 1_000_000:
        raise UserError(_too_large(name))


def _too_large(name: str) -> str:
    return f"{name} has more than {LARGEST_MEGAPIXELS} megapixels; make it smaller or remove it."
