"""How the learning rate and the image size change over a training."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ssl_demo.config import RunConfig

FULL_SIDE = 32


@dataclass(frozen=True)
class Schedule:
    """A plan over `total` steps, worked out from the step's number alone, so that a resumed run follows it too."""

    total: int
    warmup: int
    low_side: int
    low_steps: int

    @classmethod
    def of(cls, config: RunConfig, total: int) -> Schedule:
        """The plan of a config. A short training warms up over a fifth of its steps at the most."""
        return cls(
            total=total,
            warmup=min(config.warmup, total // 5),
            low_side=config.low_resolution,
            low_steps=round(config.low_share * total),
        )

    def rate(self, step: int) -> float:
        """The learning rate at step 0, 1, … as a share of its peak: linear warm-up, then a cosine to zero.

        Loshchilov & Hutter 2017, Eq. 5, with one cycle.
        """
        if step < self.warmup:
            return (step + 1) / (self.warmup + 1)
        progress = (step - self.warmup) / max(1, self.total - self.warmup)
        return 0.5 * (1 + math.cos(math.pi * progress))

    def side(self, step: int) -> int:
        """The side of the training images in pixels: low first, full in the end (progressive resizing)."""
        return self.low_side if step < self.low_steps else FULL_SIDE

    def work(self, begin: int, end: int) -> float:
        """Work in the steps begin … end - 1, in steps at full resolution: a convolution's cost goes with the area."""
        low = max(0, min(end, self.low_steps) - begin)
        return low * (self.low_side / FULL_SIDE) ** 2 + (end - begin - low)
