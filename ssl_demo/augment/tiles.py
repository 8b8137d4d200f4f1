"""The four quarters of an image as images of their own, for methods that ask how they belong together."""

from __future__ import annotations

import torch
from torch import Tensor

from ssl_demo.augment.geometry import resample, resize_weights

ROW, COLUMN = torch.tensor([0, 0, 1, 1]), torch.tensor([0, 1, 0, 1])
"""Where the four quarters lie, in reading order."""


@torch.no_grad()
def quarters(images: Tensor, gap: float, side: int, generator: torch.Generator) -> Tensor:
    """A square out of each quarter, enlarged: float [b, 3, h, h] → [4, b, 3, side, side], in reading order.

    gap: the share of a quarter's side, in whole pixels, that its square lacks. Where in its quarter the square lies is
    drawn for each image and quarter, so the gap between two of them is as wide as that on average.
    """
    count, _, height, _ = images.shape
    quarter = height // 2
    missing = round(gap * quarter)
    shift = torch.randint(missing + 1, (2, count, 4), generator=generator)
    top, left = quarter * ROW + shift[0], quarter * COLUMN + shift[1]
    start = torch.stack([top, left]).flatten().to(images.device)
    length, upright = torch.full_like(start, quarter - missing), torch.zeros_like(start, dtype=torch.bool)
    # Under a training loop's autocast the matrix products would round the pixels to bfloat16.
    with torch.autocast(images.device.type, enabled=False):
        rows, columns = resize_weights(start, length, upright, height, side).view(2, count, 4, side, height)
        return resample(images, rows, columns)
