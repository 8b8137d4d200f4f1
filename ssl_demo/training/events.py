"""What training tells while it runs: plain values that can be printed, saved and tested."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Started:
    """The first event. `step` is above 0 where a training goes on from a checkpoint."""

    step: int
    total_steps: int
    steps_per_epoch: int
    device: str
    precision: str


@dataclass(frozen=True)
class Step:
    """One step is done. Times are seconds of training alone: what happens between two events is not counted."""

    step: int
    epoch: float
    terms: dict[str, float]
    images_per_second: float
    seconds: float
    remaining: float


@dataclass(frozen=True)
class Finished:
    """The last event."""

    step: int
    seconds: float
    images_per_second: float


Event = Started | Step | Finished


def to_json(event: Event) -> dict[str, Any]:
    """The event as JSON values, with its type in lower case under "type"."""
    return {"type": type(event).__name__.lower(), **asdict(event)}
