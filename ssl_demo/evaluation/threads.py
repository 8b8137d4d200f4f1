"""Threads for many small steps: as few as the work is worth.

Threads that share a step of microseconds spend their time waiting for one another, and on a busy machine each wait
lasts until the system's scheduler comes round: a probe of fifty images then takes four hundred times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

WORTH_SHARING = 2_000_000
"""Numbers read in one step, from which on several threads are faster than one."""


@contextmanager
def threads_for(numbers: int) -> Iterator[None]:
    """One thread for SciPy's and NumPy's algebra, and for all else too if a step reads fewer `numbers` than are worth
    sharing. Only libraries that are loaded already are held back."""
    import scipy.linalg  # noqa: F401
    from threadpoolctl import threadpool_limits

    threads = torch.get_num_threads()
    try:
        with threadpool_limits(limits=1, user_api=None if numbers < WORTH_SHARING else "blas"):
            if numbers < WORTH_SHARING:
                torch.set_num_threads(1)
            yield
    finally:
        torch.set_num_threads(threads)
