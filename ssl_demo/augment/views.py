"""Random views of images: the one way in which a training image reaches a method.

The order is crop, mirror and resize; brightness, contrast, saturation, hue and greyscale; blur; solarise; cutout.
A step that no view of the batch needs is skipped, so the recipe "None" returns the pixels, over 255, as they are.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ssl_demo.augment.colour import change_colours, solarise
from ssl_demo.augment.cutout import cut_out
from ssl_demo.augment.draw import draw
from ssl_demo.augment.geometry import blur_weights, resample, resize_weights
from ssl_demo.augment.parameters import Parameters
from ssl_demo.config import Recipe
from ssl_demo.errors import UserError


def make_view(pixels: Tensor, recipe: Recipe, generator: torch.Generator, side: int = 32) -> Tensor:
    """One random view of each image: uint8 [b, 3, h, w] → float32 [b, 3, side, side] in 0 … 1."""
    return make_view_with_parameters(pixels, recipe, generator, side)[0]


def make_views(pixels: Tensor, recipe: Recipe, generator: torch.Generator, views: int = 2, side: int = 32) -> Tensor:
    """Several random views of each image: uint8 [b, 3, h, w] → float32 [views, b, 3, side, side] in 0 … 1.

    The result lies on the device of the pixels; the generator may be a CPU one for any device.
    """
    _check(pixels, views, side)
    count, _, height, width = pixels.shape
    parameters = draw(recipe, count, generator, views=views, height=height, width=width)
    return apply(pixels, parameters, side).unflatten(0, (views, count))


def make_view_with_parameters(
    pixels: Tensor, recipe: Recipe, generator: torch.Generator, side: int = 32
) -> tuple[Tensor, Parameters]:
    """The views that `make_view` gives, and what was done to each (in words: `parameters.describe`)."""
    _check(pixels, 1, side)
    count, _, height, width = pixels.shape
    parameters = draw(recipe, count, generator, height=height, width=width)
    return apply(pixels, parameters, side), parameters


@torch.no_grad()
def apply(pixels: Tensor, parameters: Parameters, side: int) -> Tensor:
    """Views float32 [v · b, 3, side, side] of images uint8 [b, 3, h, w], for parameters of v · b views.

    The parameters are on the CPU, so choosing what to skip never waits for a device.
    """
    p, device = parameters, pixels.device
    # Under a training loop's autocast the matrix products would round the views to bfloat16.
    with torch.autocast(device.type, enabled=False):
        images = _framed(pixels, p, side)
        if not p.keeps_colours():
            images = change_colours(images, p.brightness, p.contrast, p.saturation, p.hue, p.greyscale)
        if (chosen := p.blur_sigma.nonzero()[:, 0]).numel():
            weights = blur_weights(p.blur_sigma[chosen].to(device), side)
            index = chosen.to(device)
            images[index] = resample(images[index], weights[:, None], weights[:, None])[0].clamp_(0, 1)
        if (chosen := p.solarise.nonzero()[:, 0]).numel():
            index = chosen.to(device)
            images[index] = solarise(images[index])
        if bool(p.cutout_side.any()):
            square = (p.cutout_left, p.cutout_top, p.cutout_side)
            images = cut_out(images, *(values.to(device) for values in square))
        return images


def _framed(pixels: Tensor, parameters: Parameters, side: int) -> Tensor:
    """Cropped, mirrored and resized, as float32 in 0 … 1."""
    count, p = len(pixels), parameters
    views = len(p) // count
    images = pixels.float().div_(255)
    if p.resizes_only() and images.shape[-2:] == (side, side):
        return images.repeat(views, 1, 1, 1)
    # Weights are wanted image after image, where the parameters go view after view. Both axes' are made at once; what
    # lies beyond the shorter one is outside of every box.
    left, top, width, height, flip = (
        values.view(views, count).T.flatten().to(pixels.device)
        for values in (p.crop_left, p.crop_top, p.crop_width, p.crop_height, p.flip)
    )
    start, length = torch.cat([left, top]), torch.cat([width, height])
    mirror = torch.cat([flip, torch.zeros_like(flip)])
    columns, rows = resize_weights(start, length, mirror, max(p.width, p.height), side).chunk(2)
    columns, rows = columns[..., : p.width], rows[..., : p.height]
    each = (count, views)
    return resample(images, rows.unflatten(0, each), columns.unflatten(0, each)).flatten(0, 1).clamp_(0, 1)


def _check(pixels: Tensor, views: int, side: int) -> None:
    if pixels.dtype != torch.uint8 or pixels.ndim != 4 or pixels.shape[1] != 3 or 0 in pixels.shape:
        shape = list(pixels.shape)
        raise UserError(f"Views are made of uint8 pixels [images, 3, height, width], not of {pixels.dtype} {shape}.")
    if views < 1 or side < 1:
        raise UserError(f"Ask for at least one view of at least one pixel, not {views} views of {side} pixels.")
