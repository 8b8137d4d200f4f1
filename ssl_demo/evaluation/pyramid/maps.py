"""The maps of all levels of one picture, ready to be asked about any place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ssl_demo.evaluation.pyramid.levels import Level, extractor_of, levels_of, looks_everywhere
from ssl_demo.evaluation.pyramid.theory import Field, theoretical_fields


@dataclass(frozen=True)
class LevelMaps:
    """What a network makes of a picture at one level.

    maps: float [channels, side, side], without a graph. field: what a place may depend on; None where attention lets it
    look everywhere, or, in a causal transformer, at all patches up to it. With `traced`, the same maps as the end of
    PyTorch's graph, gradients can be asked for at any place.
    """

    level: Level
    maps: Tensor
    field: Field | None
    traced: Tensor

    @property
    def side(self) -> int:
        """Places in a row."""
        return self.maps.shape[-1]

    def place(self, pixel: int, picture_side: int) -> int:
        """The row or column of the place that stands for this row or column of pixels."""
        return min(pixel * self.side // picture_side, self.side - 1)

    def span(self, place: int, picture_side: int) -> tuple[int, int]:
        """The first pixel and the one after the last, of so many in a row, beyond which nothing can matter to a place
        in this row or column."""
        return self.field.span(place, picture_side) if self.field else (0, picture_side)


@dataclass(frozen=True)
class Pyramid:
    """All levels of one picture, from fine to coarse. picture: float [1, 3, h, h], where the graph begins."""

    picture: Tensor
    levels: tuple[LevelMaps, ...]

    @property
    def side(self) -> int:
        """Pixels in a row of the picture."""
        return self.picture.shape[-1]


def pyramid_of(network: nn.Module, picture: Tensor) -> Pyramid:
    """The maps of a square picture, float [1, 3, side, side] as the network takes it, at every level of `levels_of`.

    The network has to stand still (`requires_grad_(False)`), so that the graph leads to the picture alone.
    """
    picture = picture.detach().clone().requires_grad_()
    extractor, levels = extractor_of(network), levels_of(network)
    everywhere = {level.node for level in levels if looks_everywhere(network, level)}
    fields = theoretical_fields(extractor) if not everywhere else {}
    with torch.enable_grad():
        outputs = {node: as_map(output)[0] for node, output in extractor(picture).items()}
    found = []
    for level in levels:
        traced = outputs[level.node]
        patch = picture.shape[-1] // traced.shape[-1]
        field = None if level.node in everywhere else fields.get(level.node, Field(patch, patch))
        found.append(LevelMaps(level, traced.detach(), field, traced))
    return Pyramid(picture, tuple(found))


def as_map(output: Tensor) -> Tensor:
    """A level's output as maps [b, channels, side, side]: those of a convolution as they are, the tokens of a square
    picture, [b, n, channels], in their rows, without a class token before them."""
    if output.ndim == 4:
        return output
    side = math.isqrt(output.shape[1])
    return output[:, output.shape[1] - side * side :].mT.unflatten(2, (side, side))
