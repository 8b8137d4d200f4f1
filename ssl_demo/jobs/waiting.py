"""How long a run will wait: from what those before it asked for, and what such runs have taken on this machine."""

from __future__ import annotations

import heapq
import time
from collections.abc import Sequence
from statistics import median

from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status

RECENT = 8
"""Finished runs of a kind that an estimate looks back on."""
FIRST_GUESS = {"train": 8.0, "curve": 60.0, "suspects": 30.0, "transfer": 240.0}
"""Seconds, before any has finished: of a training what it takes beyond its budget, of the others all."""


class Estimate:
    """Seconds that runs take, learned from those in a list that are done."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._seen: dict[str, list[float]] = {}
        for run in runs:
            took = _beyond_budget(run, run.status)
            if took is not None and len(self._seen.setdefault(run.kind, [])) < RECENT:
                self._seen[run.kind].append(took)

    def seconds(self, run: Run) -> float:
        """All that this run will take, begun now."""
        seen = self._seen.get(run.kind)
        return _budget(run) + (median(seen) if seen else FIRST_GUESS[run.kind])

    def left(self, run: Run) -> float:
        """What a run that is at work still takes."""
        status, whole = run.status, self.seconds(run)
        # A worker on another machine may have another clock: what can't be is taken as not yet begun.
        spent = max(0.0, time.time() - status.began) if status.began else 0.0
        step, total = status.step or 0, status.total_steps or 0
        at_this_pace = spent * (total - step) / step if step and total else 0.0
        if run.kind != "train" and at_this_pace:
            return at_this_pace
        # A training that shares its cores with a class takes longer than its budget; its first steps tell nothing.
        return max(1.0, whole - spent, at_this_pace if 5 * step > total else 0.0)


def waits(working: Sequence[Run], queue: Sequence[Run], estimate: Estimate, places: int = 1) -> list[float]:
    """Seconds until each run of the queue begins, in its order, where `places` runs are worked on at a time, one of
    each owner."""
    left = [(run.owner, estimate.left(run)) for run in working]
    free = [seconds for _, seconds in left][:places]
    free += [0.0] * (places - len(free))
    heapq.heapify(free)
    busy = {owner: seconds for owner, seconds in left if owner}
    begins = []
    for run in queue:
        begin = max(heapq.heappop(free), busy.get(run.owner, 0.0))
        end = begin + estimate.seconds(run)
        begins.append(begin)
        heapq.heappush(free, end)
        if run.owner:
            busy[run.owner] = end
    return begins


def _budget(run: Run) -> float:
    if run.kind != "train":
        return 0.0
    try:
        return run.config.seconds or 0.0
    except UserError:
        return 0.0


def _beyond_budget(run: Run, status: Status) -> float | None:
    if status.state != "done" or status.began is None or status.heartbeat is None:
        return None
    return max(0.0, status.heartbeat - status.began - _budget(run))
