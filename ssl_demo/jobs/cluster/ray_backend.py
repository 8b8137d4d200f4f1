"""The queue worked off by a Ray cluster: as many runs at a time as it has room for, each on one of its nodes."""

from __future__ import annotations

import threading
import time

from ssl_demo.errors import UserError
from ssl_demo.jobs.cluster.address import address
from ssl_demo.jobs.cluster.bridge_process import BridgeProcess
from ssl_demo.jobs.queueing import STOP_SECONDS, QueueBackend
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

RETRY_SECONDS = 10.0
"""Between two tries to reach a cluster that is lost."""
CONNECT_SECONDS = 40.0
WAITING = "waiting for the cluster"


class RayBackend(QueueBackend):
    """Works off the queue on the cluster at $RAY_ADDRESS. Closed or killed, it lets the runs go on; the next one on the
    same folder finds them. While the cluster is out of reach, runs wait and new ones stay in the queue."""

    def __init__(self, store: RunStore, patience: float = STOP_SECONDS) -> None:
        """patience: seconds that a run may take to stop before it is ended by force."""
        self._patience = patience
        self._bridge: BridgeProcess | None = None
        self._tried = 0.0
        self._settled = threading.Event()
        super().__init__(store)

    @property
    def places(self) -> int:
        bridge = self._bridge
        return (bridge.places if bridge is not None else None) or 1

    @property
    def parts(self) -> int:
        return self.places

    def check(self) -> None:
        """Wait until it is known whether the cluster can be worked on. Raises UserError if it can't."""
        where = address()
        if not self._settled.wait(CONNECT_SECONDS):
            raise UserError(
                f"The Ray cluster at {where} doesn't let this app in; look at it with 'ray status', and whether both "
                "have the same token."
            )
        bridge = self._bridge
        if bridge is not None and bridge.problem is not None:
            raise UserError(bridge.problem)

    def _ask(self, run: Run, what: str) -> bool:
        if self._bridge is None or run.id not in self._bridge.at_work or not self._bridge.alive:
            return False
        self._bridge.ask(run.id, what)
        return True

    def _look(self) -> None:
        try:
            super()._look()
        finally:
            # Who may not drain leaves the cluster to the app that does.
            if self._drains is None or (self._bridge is not None and (self._bridge.places or self._bridge.problem)):
                self._settled.set()

    def _look_after(self) -> None:
        if self._bridge is None or not self._bridge.alive:
            self._build_bridge()
        elif self._bridge.places is not None:
            self._find_again(self._bridge)

    def _build_bridge(self) -> None:
        if time.monotonic() - self._tried < RETRY_SECONDS and self._bridge is not None:
            return
        self._tried = time.monotonic()
        if self._bridge is not None:
            self._bridge.end()
        self._bridge = BridgeProcess(self.store.root, self._patience, self._wake.set)

    def _find_again(self, bridge: BridgeProcess) -> None:
        """Take up those that an earlier bridge had at work."""
        # Before the statuses are read: what ends from now on is still among them, and not taken up again.
        followed = set(bridge.at_work)
        for run, status in self._runs():
            if status.state == "running" and status.remote and run.id not in followed:
                bridge.start(run.id)

    def _has_room(self) -> bool:
        bridge = self._bridge
        return bridge is not None and bridge.alive and len(bridge.at_work) < (bridge.places or 0)

    def _begin(self, run: Run) -> None:
        assert self._bridge is not None
        now = time.time()
        run.set_status("running", phase="starting", pid=None, started=None, remote=True, heartbeat=now, began=now)
        self._bridge.start(run.id)

    def _rest(self) -> None:
        """A cluster needs no worker kept ready."""

    def _end(self) -> None:
        if self._bridge is not None:
            self._bridge.end()
