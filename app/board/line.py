"""The server's jobs as a board shows them: at work and how far, or waiting and how long."""

from __future__ import annotations

from dataclasses import dataclass

from app.names import method_title
from app.runs.queue import line
from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status

KINDS = {"curve": "label curve", "suspects": "search for wrong labels", "transfer": "transfer matrix"}


@dataclass(frozen=True)
class Job:
    """run_id, owner: ids. what: in two words. seconds: until it begins, or until it ends where it is at work.
    done: the share of its steps, 0 … 1, where that is known."""

    run_id: str
    owner: str
    what: str
    seconds: float
    done: float | None = None


def jobs_here() -> tuple[tuple[Job, ...], tuple[Job, ...]]:
    """All of the server: those at work, and those in the queue, the next one first."""
    now = line()
    at_work = [Job(run.id, run.owner, _what(run), now.left[run.id], _done(run.status)) for run in now.working]
    waiting = [Job(run.id, run.owner, _what(run), now.places[run.id].seconds) for run in now.waiting]
    return tuple(at_work), tuple(waiting)


def _what(run: Run) -> str:
    if run.kind != "train":
        return KINDS[run.kind]
    try:
        return method_title(run.config.method)
    except UserError:
        return "training"


def _done(status: Status) -> float | None:
    return min(1.0, status.step / status.total_steps) if status.step is not None and status.total_steps else None
