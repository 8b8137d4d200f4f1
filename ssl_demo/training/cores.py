"""How many cores to compute on: the same in every process, since sums depend on it in their last digits."""

from __future__ import annotations

import os

import psutil
import torch


def set_threads() -> None:
    """Compute with one thread for each usable core."""
    torch.set_num_threads(usable_cores())


def usable_cores() -> int:
    """What OMP_NUM_THREADS says; else the physical cores, or fewer where the process is bound to some of them or its
    container has a quota of processor time. At least 1."""
    chosen = os.environ.get("OMP_NUM_THREADS", "")
    if chosen.isdecimal() and int(chosen) > 0:
        return int(chosen)
    from joblib import cpu_count

    allowed = int(cpu_count())
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))
