"""What a contender is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from torch import Tensor


@dataclass(frozen=True)
class Score:
    """accuracy: share of test images named correctly, 0 … 1. tuned: what was chosen on the labelled images."""

    accuracy: float
    tuned: dict[str, float]


class Contender(Protocol):
    """A way to use labels."""

    def score(self, labelled: Tensor, given: Tensor, draw: int) -> Score:
        """Learn from these training images (int64 [n], positions) and the labels given for them (int64 [n]), and be
        scored on the test images: once, after everything is chosen."""
        ...
