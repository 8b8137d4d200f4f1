"""Where a run stands: written by whoever is at work on it, never inferred from logs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STATES = ("queued", "running", "paused", "done", "failed", "cancelled")
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Status:
    """One reading of status.json. Times are seconds since 1970."""

    state: str = "queued"
    reason: str = ""
    """One sentence for a person: why it failed, was paused or cancelled."""
    phase: str = ""
    """What a running worker is busy with: "data", "training", "maps", or a curve's current point."""
    queued_at: float | None = None
    began: float | None = None
    """When a worker took it up last."""
    heartbeat: float | None = None
    pid: int | None = None
    started: float | None = None
    """When the process `pid` started: a pid alone may since have gone to another process."""
    remote: bool = False
    """Whether it is at work on a cluster: no process of this machine then tells whether it still is."""
    step: int | None = None
    total_steps: int | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    """The final numbers: "knn", "untrained_knn", "images_per_second", "seconds" (of training alone)."""

    @property
    def active(self) -> bool:
        """Whether it will go on by itself: pages poll while it is so."""
        return self.state in ("queued", "running")

    @property
    def resumable(self) -> bool:
        """Whether Resume makes sense in this state."""
        return self.state in ("paused", "failed", "cancelled")


def parse(saved: Mapping[str, Any]) -> Status:
    """The status in these values. Anything that has the wrong type is dropped; an unknown state reads as failed."""
    state = saved.get("state")
    if state not in STATES:
        return Status("failed", "The status of this run can't be read.")
    figures = saved.get("figures")
    return Status(
        state=state,
        reason=str(saved.get("reason") or "")[:LONGEST_REASON],
        phase=str(saved.get("phase") or "")[:LONGEST_REASON],
        queued_at=number(saved.get("queued_at")),
        began=number(saved.get("began")),
        heartbeat=number(saved.get("heartbeat")),
        pid=_whole(saved.get("pid")),
        started=number(saved.get("started")),
        remote=saved.get("remote") is True,
        step=_whole(saved.get("step")),
        total_steps=_whole(saved.get("total_steps")),
        figures={
            str(name): figure
            for name, value in (figures.items() if isinstance(figures, dict) else ())
            if (figure := number(value)) is not None
        },
    )


def to_dict(status: Status) -> dict[str, Any]:
    """The saved form of a status."""
    return {**dataclasses.asdict(status), "figures": dict(status.figures)}


def number(value: Any) -> float | None:
    """A finite number from a file, or None for anything else (a JSON integer may be too large for a float)."""
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
    return float(value) if usable else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None
