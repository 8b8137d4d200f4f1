"""A limit on tries: so many in a minute from one address, then none until the minute is over."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

from ssl_demo.errors import UserError

MOST_WRONG = 20
"""Wrong codes in a minute from one address. A whole class may share one, and some of thirty mistype."""
MOST_JOINS = 60
"""Nicknames in a minute from one address: twice a class."""
WINDOW_SECONDS = 60.0
MOST_ADDRESSES = 10_000


class Tries:
    """Tries of the last minute, by address. what: "wrong codes". The clock is this process's own, never turned back."""

    def __init__(self, what: str, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._what, self._most, self._clock = what, most, clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, address: str) -> None:
        """Raise UserError if this address has tried too often."""
        with self._lock:
            tries = self._recent(address)
            if len(tries) >= self._most:
                left = WINDOW_SECONDS - (self._clock() - tries[0])
                raise UserError(f"Too many {self._what} came from here; try again in {max(1, round(left))} seconds.")

    def count(self, address: str) -> None:
        """Count a try."""
        with self._lock:
            self._recent(address).append(self._clock())
            self._tries.move_to_end(address)
            while len(self._tries) > MOST_ADDRESSES:
                self._tries.popitem(last=False)

    def _recent(self, address: str) -> deque[float]:
        tries = self._tries.setdefault(address, deque(maxlen=self._most))
        while tries and self._clock() - tries[0] > WINDOW_SECONDS:
            tries.popleft()
        return tries
