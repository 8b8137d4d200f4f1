"""A run as a page shows it: its settings, where it stands, and the story that its events tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import streamlit as st

from ssl_demo.config import RunConfig
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status
from ssl_demo.runs.story import straighten

Event = dict[str, Any]


class EventLog:
    """The events of one run, read once each: every call reads on from where the last one ended."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._events: list[Event] = []
        self._offset = 0
        self._lock = Lock()

    def read(self) -> list[Event]:
        """All events so far, without the steps that an interrupted worker made in vain."""
        with self._lock:
            fresh, self._offset = self._run.events(self._offset)
            self._events = straighten([*self._events, *fresh]) if fresh else self._events
            return self._events


@dataclass(frozen=True)
class RunView:
    """One reading of a run folder."""

    run: Run
    config: RunConfig
    status: Status
    events: list[Event] = field(repr=False)

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


def read_run(run: Run) -> RunView:
    """The run as it stands now. Raises UserError when its settings can't be read."""
    # The status first: events come before the status that ends them, so an ended run is seen with all its events.
    status = run.status
    return RunView(run, run.config, status, _log(str(run.path)).read())


@st.cache_resource(show_spinner=False, max_entries=64)
def _log(path: str) -> EventLog:
    return EventLog(Run(Path(path)))
