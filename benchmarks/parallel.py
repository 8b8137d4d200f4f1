"""Many trainings at once: one on each core, which together take less time than one after another on all cores."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import torch

from ssl_demo.training.cores import usable_cores


def one_per_core() -> ProcessPoolExecutor:
    """A process for each usable core, which computes with one thread."""
    return ProcessPoolExecutor(usable_cores(), get_context("spawn"), torch.set_num_threads, (1,))
