"""What does one run's job on a node, and tells the server what has changed: a Ray actor."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
import traceback
from pathlib import Path

from ssl_demo.jobs.cluster.fan_out import FANNED_OUT, FanOut
from ssl_demo.jobs.cluster.parcel import Parcel, workplace
from ssl_demo.jobs.cluster.watched import LOG, Changes, Known, Watched
from ssl_demo.jobs.control import Control
from ssl_demo.jobs.execute import execute
from ssl_demo.jobs.processes import give_way
from ssl_demo.jobs.spread import Spread, over_cores
from ssl_demo.runs.run import Run

LOOK_SECONDS = 0.1
"""Between two looks at the folder."""
LONGEST_POLL = 1.0
"""Seconds after which "nothing new" is an answer as well: it shows that the node is alive."""


class Site:
    """Where one run is at work. It outlives the server, and keeps what it has until it is told to leave."""

    def __init__(self) -> None:
        self._control = Control()
        self._folder: Path | None = None
        self._watched: Watched | None = None
        self._job: threading.Thread | None = None
        self._beginning = threading.Lock()

    def has_begun(self) -> bool:
        """Whether it has its job already, from this server or the one before."""
        return self._job is not None

    def begin(self, parcel: Parcel) -> None:
        """Begin the job, unless a server that is gone has had it begun meanwhile. Raises what keeps it from it."""
        with self._beginning:
            if self._job is not None:
                return
            give_way()  # before the thread begins, which keeps its priority
            self._folder = workplace()
            run = parcel.unpack(self._folder)
            self._watched = Watched(self._folder)
            spread = FanOut(parcel, self._control.check) if run.kind in FANNED_OUT else over_cores
            job = threading.Thread(target=self._do, args=(run, spread), daemon=True, name="job")
            job.start()
            self._job = job

    def ask(self, what: str) -> None:
        """Ask the job to stop: "cancel" or "pause"."""
        self._control.ask(what)

    def changes(self, known: Known) -> Changes:
        """What is new, as soon as something is, or nothing after a while."""
        assert self._watched is not None and self._job is not None
        deadline = time.monotonic() + LONGEST_POLL
        while True:
            over = not self._job.is_alive()
            found = self._watched.changes(known, over)
            if found or time.monotonic() > deadline:
                return found
            time.sleep(LOOK_SECONDS)

    def leave(self) -> None:
        """Remove what it has written on this node."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _do(self, run: Run, spread: Spread) -> None:
        with (run.path / LOG).open("a") as log, contextlib.redirect_stderr(log):
            try:
                execute(run, self._control, spread=spread)
            except Exception:
                # Not even the status could be written, as where the node's disk is full: as if the node was lost.
                traceback.print_exc()
                log.flush()
                os._exit(1)
