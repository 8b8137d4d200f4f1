"""From the gauges of collapse to a verdict: which of four things has become of a training."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from torch import Tensor

from ssl_demo.evaluation.collapse import effective_rank, scatter, spread

NO_SPREAD = 0.1
"""Embeddings that fill the sphere have a spread of 1. Below a tenth of that, what all images share makes up more than
99 % of an embedding: the share of the rest is the square of the spread."""
NO_SCATTER = 0.1
"""At less than a tenth of the distances that there were before training, embeddings have shrunk to a point, whatever
their directions. A loss that normalises them doesn't care, and such a method lets them grow rather than shrink."""
FEW_DIRECTIONS = 1 / 8
"""Training narrows embeddings down to what matters, and every healthy method here keeps more than this share of the
effective rank that an untrained network has. With less, images that differ have become alike."""
WIDE = 128.0
"""Nobody misses directions beyond so many: a wide head that is untrained spreads images over more of them than any
training keeps."""
ONE_DIRECTION = 2.0
"""Below an effective rank of two, one direction outweighs all others together, however few there were before."""
MOSTLY_SHARED = 0.5
"""At a spread below a half, more than three quarters of an embedding, as squares, are what all images share. If that is
also the one direction, what is left beside it counts for little: a complete collapse that is nearly done."""


class Verdict(StrEnum):
    """What has become of a training."""

    HEALTHY = "healthy"
    DIMENSIONAL = "dimensional collapse"
    COMPLETE = "complete collapse"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Readings:
    """What the gauges say of n embeddings of d numbers: see `spread`, `effective_rank` and `scatter`.

    directions: how many there could be, the smaller of n and d. scatter: None where it wasn't read.
    """

    spread: float
    rank: float
    directions: float
    scatter: float | None = None


def read(z: Tensor) -> Readings:
    """The readings of embeddings z: float [n, d]; not a number where one of them isn't."""
    directions = min(z.shape)
    if not z.isfinite().all():
        return Readings(math.nan, math.nan, directions, math.nan)
    return Readings(spread(z), effective_rank(z), directions, scatter(z))


def few_directions(now: Readings, untrained: Readings | None = None) -> float:
    """The effective rank below which these embeddings have too few directions."""
    before = untrained.rank if untrained else now.directions
    return max(ONE_DIRECTION, FEW_DIRECTIONS * min(before, WIDE))


def has_shrunk(now: Readings, untrained: Readings | None = None) -> bool:
    """Whether the embeddings lie in one point, compared with before."""
    if untrained is None or untrained.scatter is None or now.scatter is None:
        return False
    return now.scatter < NO_SCATTER * untrained.scatter


def is_nearly_one(now: Readings) -> bool:
    """Whether the one direction that outweighs all others is what all images share."""
    return now.rank < ONE_DIRECTION and now.spread < MOSTLY_SHARED


def diagnose(now: Readings, untrained: Readings | None = None, diverged: bool = False) -> Verdict:
    """The verdict on the newest readings of a training, of a `settled` method.

    untrained: those before its first step. diverged: whether its loss has stopped being a number.
    """
    if diverged or not (math.isfinite(now.spread) and math.isfinite(now.rank)):
        return Verdict.DIVERGED
    if now.spread < NO_SPREAD or is_nearly_one(now) or has_shrunk(now, untrained):
        return Verdict.COMPLETE
    if now.rank < few_directions(now, untrained):
        return Verdict.DIMENSIONAL
    return Verdict.HEALTHY
