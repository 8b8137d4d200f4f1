"""What all backends share: the queue, which lies in the status files and so outlives the app, and who works it off.

Of several apps on one folder of runs, the one that holds the lock works the queue off; the others add to it.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Iterable

from filelock import FileLock, Timeout

from ssl_demo.errors import UserError
from ssl_demo.jobs.control import CANCEL, PAUSE
from ssl_demo.jobs.processes import is_alive
from ssl_demo.jobs.turns import in_turn, may_start
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status
from ssl_demo.runs.store import RunStore

LOOK_SECONDS = 2.0
"""How often the supervisor looks for what other processes have queued; its own app wakes it at once."""
STOP_SECONDS = 30.0
"""How long a worker may take to stop before it is killed."""
GONE = "The worker process is gone, the computer or the app was shut down; press Resume to go on."


class QueueBackend(ABC):
    """Works off the queue from a thread, which is started at the end of the construction."""

    def __init__(self, store: RunStore) -> None:
        self.store = store
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._drains: FileLock | None = None
        self._served: dict[str, float] = {}
        self._thread = threading.Thread(target=self._supervise, daemon=True, name="supervisor")
        self._thread.start()

    # What a page asks for

    @property
    @abstractmethod
    def places(self) -> int:
        """How many runs can be at work at a time."""

    @property
    @abstractmethod
    def parts(self) -> int:
        """How many parts of one job, such as the encoders of a matrix, can be computed at a time."""

    def submit(self, run: Run) -> None:
        """Put a run at the end of the queue. Raises UserError if it is there already or the disk refuses."""
        with self._lock:
            if run.status.active:
                raise UserError(f"{run.name} is {run.status.state} already.")
            run.set_status("queued", queued_at=time.time(), pid=None, started=None, remote=False, phase="")
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
        return self._in_turn(self._runs())

    def close(self) -> None:
        """Stop working off the queue, and end every process that this app has started."""
        self._closing.set()
        self._wake.set()
        self._thread.join()

    def _stop(self, run_id: str, what: str, state: str, reason: str) -> None:
        run = self.store.get(run_id)
        with self._lock:
            if run.status.state == "queued":
                run.set_status(state, reason, queued_at=None)
            elif run.status.state == "running" and not self._ask(run, what):
                self._refuse_if_alive(run)
                run.set_status(state, reason, phase="", remote=False)

    def _refuse_if_alive(self, run: Run) -> None:
        status = run.status
        if is_alive(status.pid, status.started) or (status.remote and self._drains is None):
            raise UserError(f"{run.name} was started by another process; stop it there.")

    # What the supervisor's thread does

    def _supervise(self) -> None:
        try:
            while not self._closing.is_set():
                try:
                    # Where the disk refuses, people are told when they act; here it is tried again.
                    with contextlib.suppress(UserError, OSError):
                        self._look()
                except Exception:
                    # The queue would stand still for ever, and nobody would know why.
                    traceback.print_exc(file=sys.stderr)
                self._wake.wait(LOOK_SECONDS)
                self._wake.clear()
        finally:
            self._end()
            if self._drains is not None:
                self._drains.release()

    def _look(self) -> None:
        if not self._may_drain():
            return
        with self._lock:
            self._look_after()
            while self._has_room():
                runs = self._runs()
                fail_the_dead(runs)
                run = self._next(runs)
                if run is None:
                    self._rest()
                    return
                self._begin(run)
                self._served[run.owner] = time.time()

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

    def _runs(self) -> list[tuple[Run, Status]]:
        return [(run, run.status) for run in self.store.list(kind=None)]

    def _in_turn(self, runs: Iterable[tuple[Run, Status]]) -> list[Run]:
        runs = list(runs)
        return in_turn(runs, _owners_at_work(runs), self._served)

    def _next(self, runs: list[tuple[Run, Status]]) -> Run | None:
        at_work = _owners_at_work(runs)
        return next((run for run in self._in_turn(runs) if may_start(run, at_work)), None)

    # What tells one backend from another; each is called with the lock held

    @abstractmethod
    def _ask(self, run: Run, what: str) -> bool:
        """Ask for a stop of a run that is at work: "cancel" or "pause". False if it is not at work for this app."""

    @abstractmethod
    def _look_after(self) -> None:
        """See how those at work are doing."""

    @abstractmethod
    def _has_room(self) -> bool:
        """Whether one more run can begin."""

    @abstractmethod
    def _begin(self, run: Run) -> None:
        """Put a run to work; its status is "running" from now on."""

    @abstractmethod
    def _rest(self) -> None:
        """There is room, but nothing to begin."""

    @abstractmethod
    def _end(self) -> None:
        """The app closes: leave everything in order."""


def _owners_at_work(runs: Iterable[tuple[Run, Status]]) -> list[str]:
    return [run.owner for run, status in runs if status.state == "running"]


def fail_the_dead(runs: Iterable[tuple[Run, Status]]) -> None:
    """Give those a final status whose worker on this machine is gone."""
    for run, status in runs:
        if status.state == "running" and not status.remote and not is_alive(status.pid, status.started):
            bury(run, GONE)


def bury(run: Run, reason: str) -> None:
    """Give a run whose worker died its final status. One that was only drawing its maps has reached its end."""
    if run.status.phase == "maps":
        run.set_status("done", phase="", remote=False)
    else:
        run.set_status("failed", reason, phase="", remote=False)
