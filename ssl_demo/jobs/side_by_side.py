"""Many small computations, as many at once as there are cores, each on one.

Their small steps share no work that is worth it, and so a number doesn't depend on how many cores a machine has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

import torch
from threadpoolctl import threadpool_limits

from ssl_demo.training.cores import set_threads, usable_cores
from ssl_demo.training.precision import best_device, best_precision

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(compute: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """What `compute` gives for each item, begun in this order, as they come; one by one where a GPU does the work.

    Raises what a computation raises; those that haven't begun then never do.
    """
    device = best_device().type
    for each in {device, "cpu"}:
        best_precision(each)  # timed before the cores are busy, and once for all
    together = usable_cores() if device == "cpu" else 1
    pool = ThreadPoolExecutor(together, "measuring", torch.set_num_threads, (1,))
    try:
        with threadpool_limits(1, "blas"):
            for finished in as_completed([pool.submit(compute, item) for item in items]):
                yield finished.result()
    finally:
        pool.shutdown(cancel_futures=True)
        set_threads()
