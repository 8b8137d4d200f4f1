"""What is true about each image besides its class, as colours for a map: kinds by name, numbers on a scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from app.embeddings.scale import by_rank
from app.scatter.colouring import Colouring, by_kind
from ssl_demo.data.images import Images
from ssl_demo.data.scenes import BACKGROUNDS, CLASSES, PAINTS


class Factor(NamedTuple):
    """One ground truth of the scenes. names: of its kinds, if it has some. read: its number for each image."""

    title: str
    factor: str
    names: tuple[str, ...] = ()
    read: Callable[[Tensor], Tensor] = torch.Tensor.float
    written: str = "{:.1f}"


FACTORS = {
    "shape": Factor("Shape", "shape", CLASSES),
    "pattern": Factor("Pattern", "pattern", CLASSES),
    "paint": Factor("Paint", "colour", tuple(PAINTS)),
    "background": Factor("Background", "background", tuple(each.name for each in BACKGROUNDS)),
    "across": Factor("Position, left to right", "position", read=lambda v: v[:, 0], written="{:.0f} px"),
    "down": Factor("Position, top to bottom", "position", read=lambda v: v[:, 1], written="{:.0f} px"),
    "size": Factor("Size (radius)", "scale", written="{:.1f} px"),
    "rotation": Factor("Rotation", "rotation", read=lambda v: v.rad2deg() % 360, written="{:.0f}°"),
    "light": Factor("Light, from left to right", "light", read=lambda v: v[:, 0], written="{:+.2f}"),
    "brightness": Factor("Brightness", "brightness", written="{:.2f}"),
    "haze": Factor("Haze", "haze", written="{:.2f}"),
}


def known_factors(images: Images) -> dict[str, str]:
    """The factors that these images come with, by name, with their titles; none for photographs."""
    return {name: factor.title for name, factor in FACTORS.items() if factor.factor in images.factors}


def by_factor(images: Images, name: str) -> Colouring:
    """Colours for one of them."""
    factor = FACTORS[name]
    values = images.factors[factor.factor]
    if factor.names:
        return by_kind(values, factor.names, [f"a {images.classes[label]}" for label in images.labels])
    return by_rank(factor.read(values), factor.written)
