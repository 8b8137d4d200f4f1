"""The bridge between an app and a Ray cluster: `python -m ssl_demo.jobs.cluster.bridge …`.

A process of its own, as Ray ends every process that is connected to a cluster when the cluster goes: the app is to
outlive that. It alone writes what the nodes report into the folder of runs.

It reads JSON lines from stdin: {"start": run id}, {"cancel": run id}, {"pause": run id}; and writes such lines to
stdout: {"places": runs that the cluster can work on at once}, {"ended": run id}, {"problem": a sentence, the last
line}. When stdin ends, the app is gone: the bridge ends too, and the runs go on. The next bridge finds them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Protocol

import ray

from ssl_demo.errors import UserError
from ssl_demo.jobs.cluster.connection import connect
from ssl_demo.jobs.cluster.remote_run import NAMESPACE, RemoteRun
from ssl_demo.jobs.cluster.room import places, share_of_gpu, wanted_share
from ssl_demo.jobs.control import CANCEL, PAUSE
from ssl_demo.runs.store import RunStore

LOOK_SECONDS = 2.0
"""How often it looks for nodes that came or went."""
LEAVE_SECONDS = 2.0


class Tell(Protocol):
    """Says something to the app."""

    def __call__(self, **news: str | int) -> None: ...


class Bridge:
    """The runs that this app has at work on the cluster. Raises UserError where $SSL_DEMO_GPU_SHARE is no share."""

    def __init__(self, store: RunStore, patience: float, tell: Tell) -> None:
        self._store, self._patience, self._tell = store, patience, tell
        self._wanted_share = wanted_share()
        self._runs: dict[str, RemoteRun] = {}
        self._losses: dict[str, int] = {}
        self._lock = threading.Lock()

    def tell_places(self) -> None:
        """Say how many runs the cluster can work on."""
        self._tell(places=places(share_of_gpu(self._wanted_share)))

    def remove_orphans(self) -> None:
        """End what is at work for runs that were stopped while no bridge was there."""
        here = self._store.list(kind=None)
        at_work = {run.id for run in here if run.status.state == "running"}
        known = {run.id for run in [*here, *self._store.deleted(kind=None)]}
        for entry in ray.util.list_named_actors(all_namespaces=True):
            if entry["namespace"] == NAMESPACE and entry["name"] in known - at_work:
                ray.kill(ray.get_actor(entry["name"], NAMESPACE))

    def obey(self, order: dict[str, str]) -> None:
        """Carry out one line of the app's."""
        with self._lock:
            if "start" in order and order["start"] not in self._runs:
                self._start(order["start"])
            for what in (CANCEL, PAUSE):
                if order.get(what) in self._runs:
                    self._runs[order[what]].ask(what)

    def leave(self) -> None:
        """Follow no run any longer."""
        for run in list(self._runs.values()):
            run.leave(LEAVE_SECONDS)

    def _start(self, run_id: str) -> None:
        try:
            run = self._store.get(run_id)
        except UserError:  # it was deleted meanwhile
            self._tell(ended=run_id)
            return
        share = share_of_gpu(self._wanted_share)  # now, as a node with a GPU may have joined
        self._runs[run_id] = RemoteRun(run, share, self._patience, self._losses, lambda: self._ended(run_id))

    def _ended(self, run_id: str) -> None:
        with self._lock:
            self._runs.pop(run_id, None)
        self._tell(ended=run_id)


def main() -> None:
    parser = argparse.ArgumentParser(description="Work off the app's queue on a Ray cluster.")
    parser.add_argument("--runs", type=Path, required=True, help="the folder of runs")
    parser.add_argument("--patience", type=float, required=True, help="seconds that a run may take to stop")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the app's terminal; its stdin ends too
    tell = _speaker()
    try:
        connect()
        bridge = Bridge(RunStore(options.runs), options.patience, tell)
        bridge.remove_orphans()
    except UserError as error:
        tell(problem=str(error))
        return
    over = threading.Event()
    threading.Thread(target=_listen, args=(bridge, over), daemon=True, name="listener").start()
    while True:
        bridge.tell_places()
        if over.wait(LOOK_SECONDS):
            break
    bridge.leave()
    sys.stderr.flush()
    os._exit(0)


def _speaker() -> Tell:
    """The way to the app. Whatever a library prints goes elsewhere from now on."""
    app, one_at_a_time = os.fdopen(os.dup(sys.stdout.fileno()), "w"), threading.Lock()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(**news: str | int) -> None:
        with one_at_a_time, contextlib.suppress(OSError):  # the app may be gone; the listener finds out
            app.write(json.dumps(news) + "\n")
            app.flush()

    return tell


def _listen(bridge: Bridge, over: threading.Event) -> None:
    try:
        for line in sys.stdin:
            bridge.obey(json.loads(line))
    finally:
        over.set()


if __name__ == "__main__":
    main()
