"""Throwing the dice: from a recipe to the parameters of every view."""

from __future__ import annotations

import torch
from torch import Tensor

from ssl_demo.augment.parameters import Parameters
from ssl_demo.config import Recipe

DRAWS = 16
"""Random numbers per view, the same ones whatever the recipe: turning blur on leaves every crop where it was."""


def draw(
    recipe: Recipe, images: int, generator: torch.Generator, *, views: int = 1, height: int = 32, width: int = 32
) -> Parameters:
    """Parameters of `views` views of each of `images` images; view v of image i is number v · images + i.

    The numbers are drawn image after image, so the first images' views don't depend on how many follow.
    """
    dice = torch.rand(images, views, DRAWS, generator=generator, device=generator.device).cpu()
    (area, aspect, left, top, flip, jitter, brightness, contrast, saturation, hue, *rest) = (
        dice.transpose(0, 1).reshape(views * images, DRAWS).unbind(1)
    )
    greyscale, blur, sigma, solarise, cut_left, cut_top = rest
    crop_width, crop_height = _crop_size(recipe.crop_min, area, aspect, height, width)
    jittered = jitter < recipe.jitter
    cutout = torch.full_like(area, recipe.cutout)
    return Parameters(
        height=height,
        width=width,
        crop_left=_whole_start(left, width - crop_width),
        crop_top=_whole_start(top, height - crop_height),
        crop_width=crop_width,
        crop_height=crop_height,
        flip=flip < recipe.flip,
        brightness=1 + jittered * recipe.brightness * (2 * brightness - 1),
        contrast=1 + jittered * recipe.contrast * (2 * contrast - 1),
        saturation=1 + jittered * recipe.saturation * (2 * saturation - 1),
        hue=jittered * recipe.hue * (2 * hue - 1),
        greyscale=greyscale < recipe.greyscale,
        blur_sigma=(blur < recipe.blur) * (0.1 + (recipe.blur_sigma - 0.1) * sigma),
        solarise=solarise < recipe.solarise,
        cutout_left=cut_left * (1 - cutout),
        cutout_top=cut_top * (1 - cutout),
        cutout_side=cutout,
    )


def _crop_size(crop_min: float, area: Tensor, aspect: Tensor, height: int, width: int) -> tuple[Tensor, Tensor]:
    """Width and height, in whole pixels, of random crops, as torchvision's RandomResizedCrop.

    The share of the area is uniform in crop_min … 1 and the aspect ratio log-uniform in 3/4 … 4/3. Where torchvision
    throws again because the box sticks out of the image, the aspect ratio is clamped instead: one pass for all, the
    area stays as drawn, and crop_min = 1 always keeps the whole image.
    """
    pixels = (crop_min + (1 - crop_min) * area) * (height * width)
    # Powers, because torch hands exp and sqrt to a library that wakes all threads even for a few numbers.
    ratio = (4 / 3) ** (2 * aspect - 1)
    ratio = torch.minimum(torch.maximum(ratio, pixels / height**2), width**2 / pixels)
    crop_width, crop_height = ((pixels * ratio) ** 0.5).round(), ((pixels / ratio) ** 0.5).round()
    return crop_width.clamp(1, width), crop_height.clamp(1, height)


def _whole_start(share: Tensor, room: Tensor) -> Tensor:
    """A whole pixel, uniform in 0 … room, from a uniform number in 0 … 1."""
    return (share * (room + 1)).floor().minimum(room)
