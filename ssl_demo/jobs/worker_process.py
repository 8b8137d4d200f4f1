"""A worker process, seen from the app."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from ssl_demo.jobs.servant import Servant
from ssl_demo.runs.run import Run

END_SECONDS = 15.0


class Worker:
    """A process that waits for one job, does it, and ends. Its orders go through its stdin."""

    def __init__(self, root: Path) -> None:
        self.run_id: str | None = None
        self._asked_at: float | None = None
        self._servant = Servant(root, "ssl_demo.jobs.worker", ".worker.log")
        self._process = self._servant.process

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def start(self, run: Run, on_end: Callable[[], None]) -> None:
        """Hand over the job. `on_end` is called from a thread when the process is over."""
        self.run_id = run.id
        pid = self._process.pid
        run.set_status("running", phase="starting", pid=pid, started=_start_time(pid), heartbeat=time.time())
        self._servant.say({"start": run.id})

        def wait() -> None:
            self._process.wait()
            on_end()

        threading.Thread(target=wait, daemon=True, name="worker-end").start()

    def ask(self, what: str) -> None:
        """Ask the job to stop: "cancel" or "pause"."""
        self._asked_at = self._asked_at or time.monotonic()
        self._servant.say({what: True})

    def kill_if_deaf(self, patience: float) -> None:
        """Kill the process if it was asked to stop that many seconds ago."""
        if self._asked_at is not None and time.monotonic() - self._asked_at > patience:
            self._process.kill()

    def end(self) -> None:
        """Close the process's stdin, upon which it saves a checkpoint and ends; kill it if it doesn't."""
        self._servant.end(END_SECONDS)

    def how_it_ended(self, step: int | None) -> str:
        """Why a job has no final status, in one sentence."""
        code = self._process.wait()
        place = f" at step {step}" if step is not None else ""
        how = f"was killed (signal {-code})" if code < 0 else f"ended (exit code {code})"
        return f"The worker process {how}{place}; press Resume to go on from its last checkpoint."


def _start_time(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None
