"""The pictures that are matched: photographs that come with scikit-image, or any other, as 256×256 pixels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.data.decode import open_picture
from ssl_demo.errors import UserError

SIDE = 256

PHOTOGRAPHS = {
    "chelsea.png": "A cat",
    "astronaut.png": "An astronaut",
    "coffee.png": "A cup of coffee",
    "rocket.jpg": "A rocket",
    "motorcycle_left.png": "A motorcycle",
    "brick.png": "A wall of bricks",
    "coins.png": "Coins",
    "camera.png": "A photographer",
}
"""Files in scikit-image's own package, which need no download, and what is seen on them."""


@cache
def photograph(name: str) -> Tensor:
    """The central square of one of them, uint8 [3, 256, 256]. Raises UserError for any other name."""
    if name not in PHOTOGRAPHS:
        raise UserError(f"There is no photograph {name!r}; choose one of {', '.join(PHOTOGRAPHS)}.")
    return as_picture(open_picture((files("skimage.data") / name).read_bytes(), PHOTOGRAPHS[name]))


def as_picture(picture: Image.Image) -> Tensor:
    """The central square of an RGB picture, resized with antialiasing, uint8 [3, 256, 256]."""
    square = ImageOps.fit(picture, (SIDE, SIDE), Image.Resampling.BICUBIC)
    return torch.from_numpy(np.array(square)).permute(2, 0, 1).contiguous()


def enlarged(pixels: Tensor) -> Tensor:
    """A small image, uint8 [3, h, w], enlarged by bicubic interpolation to uint8 [3, 256, 256]."""
    large = F.interpolate(pixels[None].float(), (SIDE, SIDE), mode="bicubic", align_corners=False)
    return large[0].round().clamp(0, 255).to(torch.uint8)
