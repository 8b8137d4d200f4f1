"""A class with two learners, a queue that only takes notes, and the desks of all who ask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.classroom import Classroom, Learner
from ssl_demo.classroom.desk import Desk
from ssl_demo.classroom.person import VISITOR, Person
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


class Notes:
    """A queue that starts nothing."""

    def __init__(self, store: RunStore) -> None:
        self.store = store

    def submit(self, run: Run) -> None:
        run.set_status("queued", queued_at=1.0)

    def resume(self, run_id: str) -> None:
        self.submit(self.store.get(run_id))

    def cancel(self, run_id: str) -> None:
        self.store.get(run_id).set_status("cancelled")

    def pause(self, run_id: str) -> None:
        self.store.get(run_id).set_status("paused")

    def queue(self) -> list[Run]:
        return []

    def close(self) -> None: ...


@dataclass
class School:
    """Everything around one class."""

    store: RunStore
    backend: Notes
    classes: Classes
    classroom: Classroom
    secret: str
    ann: Learner
    bo: Learner

    def desk(self, who: Learner | None = None, classroom: Classroom | None = None) -> Desk:
        """A learner's desk, or the teacher's."""
        return Desk(self.store, self.backend, self.classes, Person(classroom or self.classroom, who))

    @property
    def visitor(self) -> Desk:
        return Desk(self.store, self.backend, self.classes, VISITOR)


@pytest.fixture
def school(homes: Path) -> School:
    store = RunStore(homes / "runs")
    classes = Classes(store.root)
    classroom, secret = classes.open("Monday")
    ann, _ = classroom.join("Ann")
    bo, _ = classroom.join("Bo")
    return School(store, Notes(store), classes, classroom, secret, ann, bo)


def request(seed: int = 0, **settings: object) -> RunConfig:
    """A small run that the usual quota allows."""
    return RunConfig(**{"data": SubsetConfig(images=500), "seconds": 20.0, "seed": seed, **settings})
