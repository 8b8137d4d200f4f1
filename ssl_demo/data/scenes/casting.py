"""What a scene is made of before it is drawn: the ground truth, drawn by lot from a seed.

Every property has a random generator of its own, and a strength only scales what was drawn. So the same seed with
another strength gives the same scenes with more or less of that nuisance, which is what a slider should show.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ssl_demo.data.scenes.backgrounds import BACKGROUNDS
from ssl_demo.data.scenes.cast import SIDE, Cast
from ssl_demo.data.scenes.paints import PAINTS, paint
from ssl_demo.data.scenes.strengths import Strengths
from ssl_demo.data.scenes.toys import TOYS
from ssl_demo.randomness import generator

BAR_SPACING = 10.0
NEAREST = 13.0
"""Radius in pixels of a toy at depth 1; at depth d it is NEAREST / d."""


def cast(n: int, seed: int, strengths: Strengths, patterns: Tensor) -> Cast:
    """n scenes, every kind of toy equally often (to within one), shuffled. patterns: int64, each kind's pattern."""
    shape = torch.arange(n)[torch.randperm(n, generator=generator(seed, "kind"))] % len(TOYS)
    colour = _choice(n, len(PAINTS), seed, "colour")
    depth = 1 + 1.2 * strengths.scale * _uniform(seed, "depth", n)
    scale = NEAREST / depth
    room = SIDE / 2 - 0.85 * scale
    azimuth = math.pi * (-0.75 + 0.4 * strengths.light * _signed(seed, "azimuth", n))
    slant = torch.full_like(azimuth, math.radians(40))
    light = torch.stack([slant.sin() * azimuth.cos(), slant.sin() * azimuth.sin(), slant.cos()], dim=1)
    return Cast(
        shape=shape,
        pattern=patterns[shape],
        colour=colour,
        rgb=paint(colour, _choice(n, 2, seed, "swap"), strengths),
        background=_choice(n, len(BACKGROUNDS), seed, "background"),
        shades=_signed(seed, "shades", n, 2, 3),
        horizon=SIDE * (0.62 + 0.16 * strengths.background * _signed(seed, "horizon", n)),
        position=SIDE / 2 + strengths.position * room[:, None] * _signed(seed, "position", n, 2),
        scale=scale,
        depth=depth,
        rotation=math.pi * strengths.rotation * _signed(seed, "rotation", n),
        light=light,
        # Of light only what an augmentation's jitter covers: its colour would tell any two images apart.
        brightness=1.1 - 0.7 * strengths.light * _uniform(seed, "brightness", n),
        haze=0.5 * strengths.light * _uniform(seed, "haze", n),
        bars=BAR_SPACING * _uniform(seed, "bars", n),
        noise=torch.randint(256, (n, SIDE, SIDE), dtype=torch.uint8, generator=generator(seed, "noise")),
        motif=_uniform(seed, "motif", n, 2, 2),
    )


def _uniform(seed: int, purpose: str, *size: int) -> Tensor:
    return torch.rand(size, generator=generator(seed, purpose))


def _signed(seed: int, purpose: str, *size: int) -> Tensor:
    return 2 * _uniform(seed, purpose, *size) - 1


def _choice(n: int, among: int, seed: int, purpose: str) -> Tensor:
    return torch.randint(among, (n,), generator=generator(seed, purpose))
