"""Who is where: the last sign that each learner gave, kept in memory alone and forgotten with the process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

AWAY_SECONDS = 45.0
MOST = 10_000
"""Learners whose last sign is kept, as many as all classes of a server can have."""


class LessonStep(NamedTuple):
    """Step `number`, from 1, of the `steps` of a lesson, which is named by its title. Sorts as a course goes on."""

    lesson: str
    number: int
    steps: int

    def __str__(self) -> str:
        return f"{self.lesson}, step {self.number} of {self.steps}"


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody was seen last. page: its title. step: of a lesson; None outside of one.

    away: whether that is longer ago than `AWAY_SECONDS`.
    """

    page: str
    step: LessonStep | None
    away: bool


class Presence:
    """Last signs by learner's id. The clock is this process's own and never turned back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._signs: OrderedDict[str, tuple[str, LessonStep | None, float]] = OrderedDict()
        self._lock = Lock()

    def here(self, learner_id: str, page: str, step: LessonStep | None = None) -> None:
        """A sign of this learner, on this page."""
        with self._lock:
            self._signs[learner_id] = (page, step, self._clock())
            self._signs.move_to_end(learner_id)
            if len(self._signs) > MOST:
                self._signs.popitem(last=False)

    def where(self, learner_ids: Iterable[str]) -> dict[str, Whereabouts]:
        """Those of these learners who have given a sign since the server was started."""
        with self._lock:
            now = self._clock()
            seen = {key: self._signs[key] for key in learner_ids if key in self._signs}
        return {key: Whereabouts(page, step, now - at > AWAY_SECONDS) for key, (page, step, at) in seen.items()}
