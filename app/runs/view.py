"""A run as a page shows it: its settings, where it stands, and the story that its events tell.

All who watch a run share its readings: a reading is made once, and so is what is drawn of it.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import streamlit as st

from app.runs.pace import lookers
from ssl_demo.config import RunConfig
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status
from ssl_demo.runs.story import straighten

Event = dict[str, Any]
T = TypeVar("T")

SHARED_SECONDS = 0.5
"""Where several pages watch, a reading may be so old: a training writes several events a second."""


@dataclass(frozen=True)
class RunView:
    """One reading of a run folder."""

    run: Run
    config: RunConfig
    status: Status
    events: list[Event] = field(repr=False)
    _made: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _lock: RLock = field(default_factory=RLock, init=False, repr=False, compare=False)

    def once(self, what: str, make: Callable[[], T]) -> T:
        """What `make` makes of this reading, made for the first page that asks and handed to all others.

        what: names it. Nobody may change it, and nothing may be drawn meanwhile.
        """
        with self._lock:
            if what not in self._made:
                self._made[what] = make()
            made: T = self._made[what]
            return made

    def _of_type(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.get("type") == kind]

    @cached_property
    def steps(self) -> list[Event]:
        return self._of_type("step")

    @cached_property
    def looks(self) -> list[Event]:
        """The evaluations; the first is of the untrained encoder."""
        return self._of_type("evaluation")

    @cached_property
    def losses(self) -> list[tuple[float, float]]:
        """The loss, which is the sum of its terms, as points (step, value)."""
        return [(event["step"], sum(event["terms"].values())) for event in self.steps]

    @property
    def untrained(self) -> Event | None:
        return next((look for look in self.looks if look["step"] == 0), None)

    @property
    def newest(self) -> Event | None:
        """The newest evaluation of the encoder in training."""
        return next((look for look in reversed(self.looks) if look["step"] > 0), None)

    def snapshots(self) -> list[int]:
        """The steps whose features are kept, as far as this reading goes."""
        reached = self.looks[-1]["step"] if self.looks else -1
        return [step for step in self.run.snapshots() if step <= reached]

    def map_kind(self, step: int) -> str:
        """How the worker drew its map of this step: "umap", "pca", or nothing where no evaluation tells."""
        return next((str(look.get("map_kind", "")) for look in reversed(self.looks) if look["step"] == step), "")

    @property
    def step(self) -> int:
        return self.steps[-1]["step"] if self.steps else 0

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.step / self.status.total_steps) if self.status.total_steps else 0.0

    @property
    def seconds(self) -> float:
        """Seconds of training so far."""
        return self.steps[-1]["seconds"] if self.steps else 0.0

    @property
    def images_per_second(self) -> float | None:
        """Over the last three seconds of training: a single step's speed jitters too much to be read."""
        recent = [s for s in self.steps if s["seconds"] >= self.seconds - 3.0]
        if len(recent) < 2:
            return recent[-1]["images_per_second"] if recent else None
        batch = min(self.config.batch_size, self.config.data.images or self.config.batch_size)
        took = recent[-1]["seconds"] - recent[0]["seconds"]
        return (recent[-1]["step"] - recent[0]["step"]) * batch / max(took, 1e-9)

    def terms(self) -> dict[str, list[tuple[float, float]]]:
        """Every loss term as points (step, value)."""
        curves: dict[str, list[tuple[float, float]]] = {}
        for event in self.steps:
            for name, value in event["terms"].items():
                curves.setdefault(name, []).append((event["step"], value))
        return curves

    def gauge(self, name: str) -> list[tuple[float, float]]:
        """One reading of every evaluation ("knn", "feature_std", "effective_rank") as points (step, value)."""
        return [(look["step"], look[name]) for look in self.looks]


class Reader:
    """Reads one run, its events once each: every reading goes on from where the last one ended."""

    def __init__(self, run: Run, clock: Callable[[], float] = time.monotonic) -> None:
        self._run, self._clock = run, clock
        self._offset = 0
        self._at = 0.0
        self._view: RunView | None = None
        self._lock = RLock()

    def read(self, age: float = 0.0) -> RunView:
        """The run as it stands, or as it stood up to `age` seconds ago, unless its state or its phase has changed.

        Raises UserError when its settings can't be read.
        """
        with self._lock:
            # The status first: events come before the status that ends them, so an ended run is seen with all of them.
            status, config, before = self._run.status, self._run.config, self._view
            same = before is not None and before.config == config and _stage(before.status) == _stage(status)
            if before is not None and same and self._clock() - self._at < age:
                return before
            fresh, self._offset = self._run.events(self._offset)
            self._at = self._clock()
            if before is not None and same and not fresh and before.status == status:
                return before
            known = before.events if before is not None else []
            # Without the steps that an interrupted worker made in vain.
            self._view = RunView(self._run, config, status, straighten([*known, *fresh]) if fresh else known)
            return self._view


def _stage(status: Status) -> Status:
    """A status without what changes while one and the same thing goes on."""
    return dataclasses.replace(status, heartbeat=None, step=None)


def read_run(run: Run) -> RunView:
    """The run as it stands now. Raises UserError when its settings can't be read."""
    return _reader(str(run.path), _made(run)).read(SHARED_SECONDS if lookers().several else 0.0)


def _made(run: Run) -> tuple[int, int]:
    """Tells a folder from one of the same name that was deleted: an exported run may come back under its own id."""
    try:
        about = (run.path / "about.json").stat()
    except OSError:
        return 0, 0
    return about.st_ino, about.st_mtime_ns


@st.cache_resource(show_spinner=False, max_entries=128)
def _reader(path: str, made: tuple[int, int]) -> Reader:
    return Reader(Run(Path(path)))
