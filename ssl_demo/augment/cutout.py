"""Cutout (DeVries & Taylor 2017, "Improved Regularization of Convolutional Neural Networks with Cutout")."""

from __future__ import annotations

import torch
from torch import Tensor


def cut_out(images: Tensor, left: Tensor, top: Tensor, side: Tensor) -> Tensor:
    """Images [n, 3, h, w] with one square each filled by the image's mean grey.

    left, top, side: the square as shares [n] of the image's side, rounded to whole pixels; a side of 0 cuts nothing.
    Unlike the paper's, a square lies wholly inside the image, so that every image loses the same area.
    """
    size = images.shape[-1]
    pixels = torch.arange(size, device=images.device)
    length = (side * size).round()[:, None]
    start_x, start_y = (left * size).round()[:, None], (top * size).round()[:, None]
    columns = (pixels >= start_x) & (pixels < start_x + length)
    rows = (pixels >= start_y) & (pixels < start_y + length)
    square = rows[:, None, :, None] & columns[:, None, None, :]
    return torch.where(square, images.mean((1, 2, 3), keepdim=True), images)
