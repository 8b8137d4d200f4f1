"""The queue of this machine: one run at a time, each in a worker process of its own."""

from __future__ import annotations

import contextlib

from ssl_demo.errors import UserError
from ssl_demo.jobs.queueing import STOP_SECONDS, QueueBackend, bury
from ssl_demo.jobs.worker_process import Worker
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

NO_CLUSTER = "It was at work on a cluster that this app doesn't use; press Resume to go on here."


class LocalBackend(QueueBackend):
    """Works off the queue on this machine. `spare`: keep a worker ready, so that the next run starts at once.

    Closed, it pauses the active run with a checkpoint.
    """

    places = 1

    def __init__(self, store: RunStore, spare: bool = True) -> None:
        self._keep_spare = spare
        self._spare: Worker | None = None
        self._active: Worker | None = None
        super().__init__(store)

    @property
    def parts(self) -> int:
        from ssl_demo.training.cores import usable_cores  # loads torch, which the first page doesn't wait for

        return usable_cores()

    def _ask(self, run: Run, what: str) -> bool:
        if self._active is None or self._active.run_id != run.id:
            return False
        self._active.ask(what)
        return True

    def _look_after(self) -> None:
        for run, status in self._runs():
            if status.state == "running" and status.remote:  # of an app that is gone, as this one has its lock
                run.set_status("paused", NO_CLUSTER, phase="", remote=False)
        if self._active is None:
            return
        if self._active.alive:
            self._active.kill_if_deaf(STOP_SECONDS)
            return
        worker, self._active = self._active, None
        worker.end()
        assert worker.run_id is not None
        run = self.store.get(worker.run_id)
        if run.status.active:
            bury(run, worker.how_it_ended(run.status.step))

    def _has_room(self) -> bool:
        return self._active is None

    def _begin(self, run: Run) -> None:
        worker = self._ready_spare()
        try:
            worker.start(run, on_end=self._wake.set)
        finally:
            if run.status.state == "running":  # even where no thread could be had that waits for its end
                self._active, self._spare = worker, None

    def _rest(self) -> None:
        if self._keep_spare:
            self._ready_spare()

    def _ready_spare(self) -> Worker:
        if self._spare is not None and not self._spare.alive:
            # A worker that can't even start would be started again and again; from now on only for a job.
            self._spare.end()
            self._spare, self._keep_spare = None, False
        if self._spare is None:
            self._spare = Worker(self.store.root)
        return self._spare

    def _end(self) -> None:
        if self._spare is not None:
            self._spare.end()
        if self._active is not None:
            self._active.end()
            with contextlib.suppress(UserError):
                self._look_after()
