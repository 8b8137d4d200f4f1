"""A map at every moment of training, for the slider and the play button below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Film:
    """frames: float [n, 2] or [n, 3], the same images in the same order at every step. values: how good the features
    were then, 0 … 1, for the curve on the slider's track; None where it isn't known. curve: what that number is."""

    steps: Sequence[int]
    names: Sequence[str]
    frames: Sequence[Tensor]
    values: Sequence[float | None]
    curve: str
