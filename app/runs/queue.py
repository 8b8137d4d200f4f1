"""Where runs stand in the queue, and how long that will take: worked out once for all who look."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from app.backend import jobs, store
from app.names import duration
from ssl_demo.jobs.waiting import Estimate, waits
from ssl_demo.runs.run import Run

SHARED_SECONDS = 1.0


@dataclass(frozen=True)
class Place:
    """In the queue: how many are before it, and about how many seconds go by until it begins."""

    ahead: int = 0
    seconds: float = 0.0

    @property
    def wait(self) -> str:
        """The waiting time as the end of a sentence: ", ≈ 1 min"; nothing for a run that begins at once."""
        return f", ≈ {duration(self.seconds)}" if self.seconds >= 1 else ""


@dataclass(frozen=True)
class Line:
    """The whole queue at a moment. left: seconds that a run at work still takes. places: of those that wait, by run's
    id, the next one first."""

    working: tuple[Run, ...] = ()
    left: dict[str, float] = field(default_factory=dict)
    waiting: tuple[Run, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)


def place_in_queue(run: Run) -> Place:
    """Of a run that waits. At its head for one that has just left the queue, or come."""
    return line().places.get(run.id, Place())


def at_a_time(what: str, verb: str) -> str:
    """How many are worked on at once: "One run trains at a time." here, "8 runs train at a time." on a cluster."""
    places = jobs().places
    return f"One {what} {verb}s at a time." if places == 1 else f"{places} {what}s {verb} at a time."


def line() -> Line:
    """The queue as it stands, or stood a second ago."""
    waiting = tuple(jobs().queue())
    return _line(str(store().root), tuple(run.id for run in waiting), waiting)


@st.cache_resource(show_spinner=False, ttl=SHARED_SECONDS, max_entries=4)
def _line(home: str, order: tuple[str, ...], _waiting: tuple[Run, ...]) -> Line:
    everything = store().list(kind=None)
    working = tuple(run for run in everything if run.status.state == "running")
    estimate = Estimate(everything)
    begins = waits(working, _waiting, estimate, jobs().places)
    places = {run.id: Place(ahead, begin) for ahead, (run, begin) in enumerate(zip(_waiting, begins, strict=True))}
    return Line(working, {run.id: estimate.left(run) for run in working}, _waiting, places)
