"""Crop, mirror, resize and blur: everything that is one small matrix per image and axis.

Resampling an upright box is separable, so a view is `rows @ image @ columns` with one weight matrix for each axis. Two
batched matrix products do crop, mirror and resize at once, at the price of one `grid_sample`, and the weights can hold
what `grid_sample` lacks: the antialiasing filter.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

BLUR_RADIUS = 6
"""The Gaussian is cut off this many pixels from its centre: three widths of the widest blur that a recipe allows."""


def resize_weights(start: Tensor, length: Tensor, mirror: Tensor, source: int, side: int) -> Tensor:
    """Weights [n, side, source] that resample pixels `start … start + length - 1` of an axis to `side` pixels.

    start, length: whole pixels [n]. mirror: bool [n], reverses the result. Bilinear with antialiasing, as torchvision's
    `resized_crop(antialias=True)`: the triangle is widened to the output's pixel distance where the axis shrinks.
    Pixels outside the box have no weight, so a crop never sees over its edge.
    """
    scale = (length / side)[:, None]
    steps = torch.arange(side, device=start.device) + 0.5
    centres = start[:, None] + steps * scale
    centres = torch.where(mirror[:, None], centres.flip(1), centres)
    pixels = torch.arange(source, device=start.device)
    weights = 1 - (pixels + 0.5 - centres[:, :, None]).abs_().div_(scale.clamp(min=1)[:, :, None])
    inside = (pixels >= start[:, None]) & (pixels < (start + length)[:, None])
    weights = weights.clamp_(min=0).mul_(inside[:, None])
    return weights.div_(weights.sum(-1, keepdim=True))


def blur_weights(sigma: Tensor, side: int) -> Tensor:
    """Weights [n, side, side] of a Gaussian of width `sigma` (pixels, [n], above 0), with reflected edges.

    As torchvision's `gaussian_blur` with a kernel of 2 · BLUR_RADIUS + 1 pixels.
    """
    pixels = torch.arange(side, device=sigma.device)
    here, there = pixels[:, None], pixels[None, :]
    far = BLUR_RADIUS + 1
    # A pixel reaches `here` on three ways: directly, and off either edge (the edge pixel itself has no image there).
    direct = here - there
    off_start = (here + there).masked_fill(there == 0, far)
    off_end = (2 * (side - 1) - here - there).masked_fill(there == side - 1, far)
    distances = torch.stack([direct, off_start, off_end]).abs().clamp(max=far)
    exponents = -0.5 * torch.arange(far, device=sigma.device) ** 2 / sigma[:, None] ** 2
    gaussian = F.pad(math.e**exponents, (0, 1))
    weights = gaussian[:, distances].sum(1)
    return weights / weights.sum(-1, keepdim=True)


def resample(images: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Views [v, b, 3, side, side] of images [b, 3, h, w], for rows [b, v, side, h] and columns [b, v, side, w].

    The first product serves all views of an image and all its channels, the second all channels of a view. Channels
    stand beside the axis that isn't summed over, so that nothing is copied until the result is put in order.
    """
    count, views, side, height = rows.shape
    lines = images.transpose(1, 2).reshape(count, height, -1)
    squeezed = rows.flatten(1, 2) @ lines
    resampled = squeezed.view(count * views, side * 3, -1) @ columns.flatten(0, 1).mT
    return resampled.view(count, views, side, 3, -1).permute(1, 0, 3, 2, 4).contiguous()
