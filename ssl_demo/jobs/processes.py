"""Processes by pid and start time: a pid alone may since have gone to another process."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from ssl_demo.places import ROOT, data_home

NICENESS = 10


def this_process() -> tuple[int, float]:
    """This process's pid and start time, in seconds since 1970."""
    return os.getpid(), psutil.Process().create_time()


def environment(runs: Path) -> dict[str, str]:
    """The environment of a process that works for this app on this folder of runs."""
    return {
        **os.environ,
        "SSL_DEMO_RUNS": str(runs.resolve()),
        "SSL_DEMO_DATA": str(data_home().resolve()),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }


def is_alive(pid: int | None, started: float | None) -> bool:
    """Whether the very process that had this pid and start time still runs."""
    if pid is None or started is None:
        return False
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError, ValueError, OverflowError):
        return False


def give_way() -> None:
    """Let everything else on this machine go first."""
    if os.name == "nt":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    elif os.nice(0) < NICENESS:
        os.nice(NICENESS - os.nice(0))
