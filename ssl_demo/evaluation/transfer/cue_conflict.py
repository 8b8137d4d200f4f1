"""Shape or surface? Toys of one kind that wear the pattern of another: by which of the two are they named?

The cue-conflict test of Geirhos et al. 2019, "ImageNet-trained CNNs are biased towards texture; increasing shape bias
improves accuracy and robustness", §2.2, with the pattern of a toy for the texture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from ssl_demo.data.scenes import CLASSES, generate
from ssl_demo.data.scenes.strengths import DEFAULT, Strengths
from ssl_demo.errors import UserError
from ssl_demo.randomness import generator


@dataclass(frozen=True)
class Conflict:
    """pixels: uint8 [n, 3, 32, 32]. shape and pattern: int64 [n], the kind that each cue speaks for; never the same."""

    pixels: Tensor
    shape: Tensor
    pattern: Tensor

    def __len__(self) -> int:
        return len(self.pixels)


class Decisions(NamedTuple):
    """How many of n images were named by their shape, by their pattern, and as neither of the two."""

    shape: int
    pattern: int
    neither: int

    @property
    def shape_share(self) -> float | None:
        """Of the decisions for one of the two cues, the share that followed the shape, 0 … 1: the shape bias of
        Geirhos et al., §3.1. None where no decision followed either."""
        followed = self.shape + self.pattern
        return self.shape / followed if followed else None


def conflict_images(each: int, seed: int, kinds: tuple[str, ...] = CLASSES, strengths: Strengths = DEFAULT) -> Conflict:
    """Scenes in which every kind wears the patterns of all others in turn, numbered as in `kinds`.

    each: how many are drawn for every way to shift the patterns by some kinds; those with a shape or a pattern that is
    none of `kinds` are left out. Raises UserError for fewer than two kinds, and for scenes without a pattern.
    """
    if len(kinds) < 2:
        raise UserError("A conflict needs two kinds of toys; choose at least two classes.")
    if strengths.pattern == 0:
        raise UserError("These toys are plain: they have no pattern that could be in conflict with their shape.")
    everyone = torch.arange(len(CLASSES))
    drawn = [
        generate(each, _seed_of(seed, shift), strengths, everyone.roll(-shift).tolist())
        for shift in range(1, len(CLASSES))
    ]
    number = torch.full((len(CLASSES),), -1)
    number[[CLASSES.index(name) for name in kinds]] = torch.arange(len(kinds))
    shape, pattern = (number[torch.cat([images.factors[name] for images in drawn])] for name in ("shape", "pattern"))
    kept = (shape >= 0) & (pattern >= 0)
    return Conflict(torch.cat([images.pixels for images in drawn])[kept], shape[kept], pattern[kept])


def _seed_of(seed: int, shift: int) -> int:
    """A seed of its own, as the data set's images come from small ones: the same would give the same places and
    paints."""
    return int(torch.randint(2**62, (), generator=generator(seed, "conflict", shift)))


def decisions(named: Tensor, conflict: Conflict) -> Decisions:
    """Which cue the named kinds, int64 [n], went by."""
    shape, pattern = int((named == conflict.shape).sum()), int((named == conflict.pattern).sum())
    return Decisions(shape, pattern, len(conflict) - shape - pattern)
