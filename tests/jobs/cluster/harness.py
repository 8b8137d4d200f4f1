"""What the tests of the cluster share."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

from ssl_demo.jobs.cluster.ray_backend import RayBackend
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

UPLOAD = "two-colours"
"""The name of a data set that lies on the server alone."""


class Nodes:
    """The cluster: its address, and its nodes by the pid of their raylet."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._hear()

    def lose(self, raylet: int) -> None:
        """Take a node away, as if its plug was pulled."""
        self._say(f"lose {self.raylets.index(raylet)}")

    def add(self, cores: int = 1, gpus: int = 0) -> int:
        """A new node's raylet. A GPU is one in name only."""
        self._say(f"add {cores} {gpus}")
        return self.raylets[-1]

    def workers(self, title: str) -> list[psutil.Process]:
        """The processes on all nodes that are called so, such as "ray::Site"."""
        found = (p for raylet in self.raylets for p in psutil.Process(raylet).children())
        return [process for process in found if _title(process).startswith(title)]

    def _say(self, what: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        self._hear()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self.address, self.raylets = told["address"], told["nodes"]


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def wait_for(condition: Callable[[], object], seconds: float = 120.0) -> None:
    """Return once the condition holds; fail if it doesn't in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it didn't happen in time"
        time.sleep(0.05)


@contextmanager
def backend(store: RunStore, patience: float = 2.0, stop: bool = True) -> Iterator[RayBackend]:
    """A queue on the cluster. stop: whether what is at work in the end is stopped, and not left to the cluster."""
    working = RayBackend(store, patience)
    try:
        yield working
    finally:
        left = [run for run in store.list(kind=None) if stop and run.status.active]
        for run in left:
            working.cancel(run.id)
        wait_for(lambda: not any(run.status.active for run in left))
        working.close()


def steps(run: Run) -> list[int]:
    return [event["step"] for event in run.events()[0] if event["type"] == "step"]
