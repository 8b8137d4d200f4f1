"""The end of a class: everything that it made is stopped and deleted for good."""

from __future__ import annotations

import shutil
import time

from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.classroom import Classroom
from ssl_demo.classroom.owners import is_of_class
from ssl_demo.errors import UserError
from ssl_demo.jobs.backend import Backend
from ssl_demo.jobs.processes import is_alive
from ssl_demo.runs import files
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

PATIENCE_SECONDS = 45.0


def end_class(store: RunStore, backend: Backend, classes: Classes, classroom: Classroom) -> None:
    """Stop and delete the class's runs, those in the trash too, then the class. Raises UserError if one won't stop."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while active := [run for run in _of(classroom, store.list(kind=None)) if run.status.active]:
        # First those that wait, or the next would begin when the one at work is stopped.
        for run in sorted(active, key=lambda run: run.status.state == "running"):
            backend.cancel(run.id)
        if time.monotonic() > deadline:
            raise UserError(f"{active[0].name} does not stop; wait a little and press the button again.")
        time.sleep(0.1)
    delete_class(store, classes, classroom)


def delete_class(store: RunStore, classes: Classes, classroom: Classroom) -> None:
    """Delete a class and its runs, those in the trash too. Raises UserError while one of them is at work."""
    runs = _of(classroom, store.list(kind=None))
    for run in runs:
        status = run.status
        if status.state == "running" and (status.remote or is_alive(status.pid, status.started)):
            raise UserError(f"{run.name} is at work; end the class on the Workshop page, or close the app first.")
    for run in (*runs, *_of(classroom, store.deleted(kind=None))):
        with files.writing(run.path):
            shutil.rmtree(run.path)
    classes.forget(classroom)


def _of(classroom: Classroom, runs: list[Run]) -> list[Run]:
    return [run for run in runs if is_of_class(classroom.code, run.owner)]
