"""Things that can be done to an image in a few known ways, for an encoder to tell which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

import torch
from torch import Tensor

from ssl_demo.augment.colour import change_colours
from ssl_demo.augment.geometry import resample, resize_weights
from ssl_demo.randomness import generator

ORDERS = torch.tensor(list(permutations(range(4))))
"""All 24 orders of four things: row k says which of them comes first, second, third and last."""
ZOOMS = torch.tensor([1.0, 0.75, 0.5])
"""Shares of the image's side that are kept and enlarged."""


@dataclass(frozen=True)
class Transform:
    """One of `ways` things is done to each image; way 0 leaves it as it is.

    apply: float [b, 3, side, side] in 0…1 and the way for each image, int64 [b] on the CPU → images of the same shape.
    """

    ways: int
    apply: Callable[[Tensor, Tensor], Tensor]


def rotate(images: Tensor, turns: Tensor) -> Tensor:
    """Turned to the left by so many quarter turns."""
    return _pick([images.rot90(k, (2, 3)) for k in range(4)], turns)


def flip(images: Tensor, down: Tensor) -> Tensor:
    """Upside down where `down` is 1."""
    return _pick([images, images.flip(2)], down)


def scale(images: Tensor, zoom: Tensor) -> Tensor:
    """The middle, of one of the ZOOMS, enlarged to the size of the image."""
    side = images.shape[-1]
    length = (ZOOMS[zoom] * side).round().to(images.device)
    start = ((side - length) / 2).floor()
    weights = resize_weights(start, length, torch.zeros_like(start, dtype=torch.bool), side, side)[:, None]
    return resample(images, weights, weights)[0]


def turn_hue(images: Tensor, turns: Tensor) -> Tensor:
    """The colour wheel turned by so many quarters."""
    same, coloured = torch.ones(len(turns)), torch.zeros(len(turns), dtype=torch.bool)
    return change_colours(images, same, same, same, turns / 4, coloured)


def drop_channel(images: Tensor, channel: Tensor) -> Tensor:
    """Nothing (0), red (1), green (2) or blue (3) set to zero."""
    kept = 1 - torch.eye(4)[:, 1:]
    return images * kept[channel, :, None, None].to(images.device)


def reorder(images: Tensor, order: Tensor) -> Tensor:
    """The quarters in one of the ORDERS: its numbers say, in reading order, which quarter lies there."""
    half = images.shape[-1] // 2
    quarters = images.unfold(2, half, half).unfold(3, half, half).flatten(2, 3)
    chosen = ORDERS[order].to(images.device)[:, None, :, None, None].expand_as(quarters)
    moved = quarters.gather(2, chosen).unflatten(2, (2, 2))
    return moved.transpose(3, 4).reshape(images.shape)


def _pick(ways: list[Tensor], which: Tensor) -> Tensor:
    """From each image, the way that was chosen for it."""
    return torch.stack(ways)[which.to(ways[0].device), torch.arange(len(which), device=ways[0].device)]


TRANSFORMS: dict[str, Transform] = {
    "rotation": Transform(4, rotate),
    "flip": Transform(2, flip),
    "scale": Transform(len(ZOOMS), scale),
    "hue": Transform(4, turn_hue),
    "channel_drop": Transform(4, drop_channel),
    "patch_order": Transform(len(ORDERS), reorder),
}
"""In the order in which they are done."""


def draw_ways(names: Iterable[str], images: int, step: int) -> dict[str, Tensor]:
    """What is done to each image, int64 [images] by the transform's name: the same whatever else is done."""
    return {
        name: torch.randint(TRANSFORMS[name].ways, (images,), generator=generator(0, "pretext", name, step))
        for name in names
    }


@torch.no_grad()
def changed(images: Tensor, ways: Mapping[str, Tensor]) -> Tensor:
    """The images, float [b, 3, side, side], after one transform after the other."""
    # Under a training loop's autocast the matrix products would round the pixels to bfloat16.
    with torch.autocast(images.device.type, enabled=False):
        for name, way in ways.items():
            images = TRANSFORMS[name].apply(images, way)
    return images
