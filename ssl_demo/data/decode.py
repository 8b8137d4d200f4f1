"""Image files to RGB pictures, and pictures to 32×32 pixels: one, or many at once on all cores."""

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
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
"""What is opened: Pillow knows more, but some of those start other programs."""

CHUNK = 256


def open_picture(source: Path | bytes, name: str, least: int | None = None) -> Image.Image:
    """The picture in a file as people see it: RGB, upright by its EXIF note, the first frame of an animation.

    What is transparent lies on white, greys of more than 8 bits keep all of their range, and inks (CMYK) become light.
    With `least`, a larger JPEG may come smaller, which is quicker, as long as no side gets shorter than so many pixels.
    `name` is what the picture is called in a UserError: raised when it can't be read, when a side is shorter than
    8 pixels, and when it has more than 40 megapixels, which is known from its header before any memory is taken.
    """
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=FORMATS) as picture:
            _check_size(picture.size, name)
            if least is not None:
                picture.draft("RGB", (least, least))
            return _as_rgb(ImageOps.exif_transpose(picture))
    except UserError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(_too_large(name)) from error
    except Exception as error:  # a damaged file makes each of Pillow's decoders fail in its own way
        raise UserError(f"{name} can't be read as an image; replace it or remove it.") from error


def to_square(picture: Image.Image) -> NDArray[np.uint8]:
    """What an encoder is given of an RGB picture: its central square, resized with antialiasing, uint8 [3, 32, 32]."""
    square = ImageOps.fit(picture, (SIDE, SIDE), Image.Resampling.BICUBIC)
    return np.asarray(square).transpose(2, 0, 1)


def decode(source: Path | bytes, name: str) -> NDArray[np.uint8]:
    """The picture in a file as uint8 [3, 32, 32]. Raises UserError as `open_picture` does."""
    return to_square(open_picture(source, name, least=2 * SIDE))


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


def _as_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode[0] in "IF":  # Pillow's own conversion cuts off whatever is above 255
        return _eight_bit(np.asarray(picture))
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _eight_bit(grey: NDArray[np.generic]) -> Image.Image:
    """Greys of 16 bits by their full range. Those of 32 bits have none, so their lightest is white, unless they are
    16 bits in a wider box or, as fractions, at most 1."""
    values = np.nan_to_num(grey.astype(np.float32), posinf=0.0, neginf=0.0).clip(min=0)
    full = 1.0 if grey.dtype.kind == "f" else 65_535.0
    scaled = values * (255 / max(full, values.max()))
    return Image.fromarray(scaled.round().astype(np.uint8)).convert("RGB")


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
