"""What the app takes while a class uses it: the server's memory, and the processor time of server and workers."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import psutil

EVERY = 0.5


@dataclass
class Usage:
    """server, workers: seconds of processor time. memory: (seconds from the start, MB of the server)."""

    server: float = 0.0
    workers: float = 0.0
    seconds: float = 0.0
    memory: list[tuple[float, float]] = field(default_factory=list)

    def memory_at(self, share: float) -> float:
        """MB of the server after this share of the time, 0 … 1: the largest within a tenth of it around."""
        near = [mb for at, mb in self.memory if abs(at - share * self.seconds) <= 0.05 * self.seconds]
        return max(near, default=0.0)


@contextmanager
def watched(pid: int) -> Iterator[Usage]:
    """Look at a server and its children twice a second while the block lasts, or until the server dies."""
    usage, over, server = Usage(), Event(), psutil.Process(pid)
    thread = Thread(target=_watch, args=(server, _processor_time(server), usage, over), daemon=True)
    thread.start()
    try:
        yield usage
    finally:
        over.set()
        thread.join()


def _watch(server: psutil.Process, first: float, usage: Usage, over: Event) -> None:
    began, last = time.monotonic(), False
    spent: dict[psutil.Process, float] = {}
    while not last:
        last = over.wait(EVERY)
        usage.seconds = time.monotonic() - began
        try:
            usage.server = _processor_time(server) - first
            usage.memory.append((usage.seconds, server.memory_info().rss / 1e6))
            workers = server.children(recursive=True)
        except psutil.NoSuchProcess:  # the learners tell of it
            return
        for worker in workers:
            with contextlib.suppress(psutil.NoSuchProcess):
                spent[worker] = _processor_time(worker)
        usage.workers = sum(spent.values())


def _processor_time(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
