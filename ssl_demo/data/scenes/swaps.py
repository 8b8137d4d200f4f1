"""Scenes of which either what is behind the toy or the toy itself is changed, and nothing else."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import torch
from torch import Tensor

from ssl_demo.data.scenes.backgrounds import FLOOR
from ssl_demo.data.scenes.casting import cast
from ssl_demo.data.scenes.drawing import draw
from ssl_demo.data.scenes.strengths import Strengths
from ssl_demo.data.scenes.toys import TOYS

BEHIND = ("background", "shades", "horizon", "noise", "motif")


class Swaps(NamedTuple):
    """n scenes, and each of them changed in two ways; uint8 [n, 3, 32, 32] each.

    toy: bool [n, 32, 32], where a scene's toy is.
    """

    scenes: Tensor
    other_background: Tensor
    other_toy: Tensor
    toy: Tensor


def draw_swaps(n: int, seed: int, strengths: Strengths) -> Swaps:
    """Draw n scenes, every kind of toy equally often (to within one); the same seed gives the same toys and places.

    The other background is that of another of the scenes. The other toy is of another kind, of the same paint, in the
    same place, size and light.
    """
    scenes = cast(n, seed, strengths, torch.arange(len(TOYS)))
    next_one = scenes.take(torch.arange(n).roll(1))
    moved = dataclasses.replace(scenes, **{name: getattr(next_one, name) for name in BEHIND})
    other = (scenes.shape + 1 + torch.arange(n) % (len(TOYS) - 1)) % len(TOYS)
    changed = dataclasses.replace(scenes, shape=other, pattern=other)
    drawn, behind, toys = (draw(one, strengths) for one in (scenes, moved, changed))
    return Swaps(drawn.pixels, behind.pixels, toys.pixels, drawn.depth < FLOOR)
