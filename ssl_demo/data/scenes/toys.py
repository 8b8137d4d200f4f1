"""The ten kinds of toy: each has a shape and a surface pattern of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor

from ssl_demo.data.scenes import patterns, shapes

Field = Callable[[Tensor, Tensor], Tensor]


class Toy(NamedTuple):
    """A kind of toy: its name, its outline and its pattern, both as functions of object coordinates."""

    name: str
    shape: Field
    pattern: Field


TOYS = (
    Toy("ball", shapes.ball, patterns.spokes),
    Toy("star", shapes.star, patterns.rings),
    Toy("kite", shapes.kite, patterns.checks),
    Toy("ring", shapes.ring, patterns.swirl),
    Toy("house", shapes.house, patterns.bricks),
    Toy("fish", shapes.fish, patterns.bands),
    Toy("heart", shapes.heart, patterns.lattice),
    Toy("boat", shapes.boat, patterns.stripes),
    Toy("tree", shapes.tree, patterns.zigzag),
    Toy("mushroom", shapes.mushroom, patterns.dots),
)

CLASSES = tuple(toy.name for toy in TOYS)
