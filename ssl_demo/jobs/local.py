"""The queue of this machine: one run at a time, first in, first out, each in a worker process of its own.

The queue lies in the status files, so it outlives the app. Of several apps on one folder of runs, the one that holds
the lock works it off; the others add to it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable

from filelock import FileLock, Timeout

from ssl_demo.errors import UserError
from ssl_demo.jobs.control import CANCEL, PAUSE
from ssl_demo.jobs.processes import is_alive
from ssl_demo.jobs.worker_process import Worker
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status
from ssl_demo.runs.store import RunStore

LOOK_SECONDS = 2.0
"""How often the supervisor looks for what other processes have queued; its own app wakes it at once."""
STOP_SECONDS = 30.0
"""How long a worker may take to stop before it is killed."""
GONE = "The worker process is gone, the computer or the app was shut down; press Resume to go on."


class LocalBackend:
    """Works off the queue from a thread. `spare`: keep a worker ready, so that the next run starts at once."""

    def __init__(self, store: RunStore, spare: bool = True) -> None:
        self.store = store
        self._keep_spare = spare
        self._spare: Worker | None = None
        self._active: Worker | None = None
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._drains: FileLock | None = None
        self._thread = threading.Thread(target=self._supervise, daemon=True, name="supervisor")
        self._thread.start()

    # What a page asks for

    def submit(self, run: Run) -> None:
        """Put a run at the end of the queue. Raises UserError if it is there already or the disk refuses."""
        with self._lock:
            if run.status.active:
                raise UserError(f"{run.name} is {run.status.state} already.")
            run.set_status("queued", queued_at=time.time(), pid=None, started=None, phase="")
        self._wake.set()

    def resume(self, run_id: str) -> None:
        """Queue a run that was paused, cancelled or failed; it goes on from its last checkpoint."""
        run = self.store.get(run_id)
        if run.status.state == "done":
            raise UserError(f"{run.name} is done; there is nothing to go on with.")
        self.submit(run)

    def cancel(self, run_id: str) -> None:
        """Stop a run for good; it keeps what it has reached. One that is not at work is left as it is."""
        self._stop(run_id, CANCEL, "cancelled", "It was taken out of the queue.")

    def pause(self, run_id: str) -> None:
        """Stop a run at its next step, with a checkpoint to go on from."""
        self._stop(run_id, PAUSE, "paused", "It was paused by hand; press Resume to go on.")

    def queue(self) -> list[Run]:
        """The runs that wait, the next one first."""
        return _waiting((run, run.status) for run in self.store.list(kind=None))

    def close(self) -> None:
        """Stop working: the active run is paused with a checkpoint, and no process stays behind."""
        self._closing.set()
        self._wake.set()
        self._thread.join()

    def _stop(self, run_id: str, what: str, state: str, reason: str) -> None:
        run = self.store.get(run_id)
        with self._lock:
            if run.status.state == "queued":
                run.set_status(state, reason, queued_at=None)
            elif run.status.state == "running":
                if self._active is None or self._active.run_id != run.id:
                    self._refuse_if_alive(run)
                    run.set_status(state, reason)
                else:
                    self._active.ask(what)

    def _refuse_if_alive(self, run: Run) -> None:
        if is_alive(run.status.pid, run.status.started):
            raise UserError(f"{run.name} was started by another process; stop it there.")

    # What the supervisor's thread does

    def _supervise(self) -> None:
        try:
            while not self._closing.is_set():
                # Where the disk refuses, people are told when they act; here it is tried again.
                with contextlib.suppress(UserError, OSError):
                    self._look()
                self._wake.wait(LOOK_SECONDS)
                self._wake.clear()
        finally:
            self._end()

    def _look(self) -> None:
        if not self._may_drain():
            return
        with self._lock:
            if self._active is not None:
                self._look_after(self._active)
            if self._active is None:
                runs = [(run, run.status) for run in self.store.list(kind=None)]
                _fail_the_dead(runs)
                self._start_next(_waiting(runs))

    def _may_drain(self) -> bool:
        if self._drains is None:
            try:
                self.store.root.mkdir(parents=True, exist_ok=True)
                lock = FileLock(self.store.root / ".queue.lock", thread_local=False)
                lock.acquire(blocking=False)
            except (Timeout, OSError):
                return False
            self._drains = lock
        return True

    def _start_next(self, waiting: list[Run]) -> None:
        if waiting or self._keep_spare:
            self._ready_spare()
        if waiting and self._spare is not None:
            self._spare.start(waiting[0], on_end=self._wake.set)
            self._active, self._spare = self._spare, None

    def _ready_spare(self) -> None:
        if self._spare is not None and not self._spare.alive:
            # A worker that can't even start would be started again and again; from now on only for a job.
            self._spare.end()
            self._spare, self._keep_spare = None, False
        if self._spare is None:
            self._spare = Worker(self.store.root)

    def _look_after(self, worker: Worker) -> None:
        if worker.alive:
            worker.kill_if_deaf(STOP_SECONDS)
            return
        self._active = None
        worker.end()
        assert worker.run_id is not None
        run = self.store.get(worker.run_id)
        if run.status.active:
            _bury(run, worker.how_it_ended(run.status.step))

    def _end(self) -> None:
        if self._spare is not None:
            self._spare.end()
        if self._active is not None:
            self._active.end()
            with contextlib.suppress(UserError):
                self._look_after(self._active)
        if self._drains is not None:
            self._drains.release()


def _waiting(runs: Iterable[tuple[Run, Status]]) -> list[Run]:
    queued = [(status.queued_at or 0.0, run.id, run) for run, status in runs if status.state == "queued"]
    return [run for *_, run in sorted(queued, key=lambda entry: entry[:2])]


def _fail_the_dead(runs: Iterable[tuple[Run, Status]]) -> None:
    for run, status in runs:
        if status.state == "running" and not is_alive(status.pid, status.started):
            _bury(run, GONE)


def _bury(run: Run, reason: str) -> None:
    """Give a run whose worker died its final status. One that was only drawing its maps has reached its end."""
    if run.status.phase == "maps":
        run.set_status("done", phase="")
    else:
        run.set_status("failed", reason, phase="")
