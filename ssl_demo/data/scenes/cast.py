"""All that is true about scenes before they are drawn."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from torch import Tensor

SIDE = 32
"""Pixels of an image, in height and width."""


@dataclass(frozen=True)
class Cast:
    """The properties of n scenes. Lengths are in pixels, x to the right and y downwards, angles in radians."""

    shape: Tensor  # int64 [n], the kind of toy whose outline it is
    pattern: Tensor  # int64 [n], the kind of toy whose surface it is
    colour: Tensor  # int64 [n], the index of the pair of paints
    rgb: Tensor  # [n, 2, 3] in 0…1, the ground's paint and the pattern's
    background: Tensor  # int64 [n], the index of the kind of background
    shades: Tensor  # [n, 2, 3], how wall and floor differ from those of their kind
    horizon: Tensor  # [n], height of the line between wall and floor
    position: Tensor  # [n, 2], centre of the toy
    scale: Tensor  # [n], radius of the toy
    depth: Tensor  # [n], 1 for the nearest toys
    rotation: Tensor  # [n], clockwise
    light: Tensor  # [n, 3], unit vector towards the light, z towards the viewer
    brightness: Tensor  # [n], 1.1 in full light
    haze: Tensor  # [n], the share of the light that comes from haze in front of all, 0 for clear air
    bars: Tensor  # [n], where the first of the occluding bars stands
    noise: Tensor  # uint8 [n, SIDE, SIDE], the seed of the texture
    motif: Tensor  # [n, 2, 2] in 0…1, the lightness of the four squares that the wallpaper repeats

    def __len__(self) -> int:
        return len(self.shape)

    def take(self, index: Tensor) -> Cast:
        """The scenes at these positions."""
        return Cast(**{field.name: getattr(self, field.name)[index] for field in dataclasses.fields(self)})
