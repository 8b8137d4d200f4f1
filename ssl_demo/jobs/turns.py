"""Whose run is next: people take turns, and each one's own runs come in the order in which they were asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status


def in_turn(
    runs: Iterable[tuple[Run, Status]], at_work: Collection[str] = (), served: Mapping[str, float] | None = None
) -> list[Run]:
    """The runs that wait, the next one first: everybody's first run, then everybody's second, and so on.

    at_work: the owners whose run is being worked on, one entry for each run; as each person has one running job at a
    time, their next ones count as later rounds. served: when an owner's turn came last; within a round, those come
    first who have waited longest since. Runs that nobody owns are those of one person, who may have several at work.
    """
    served = served or {}
    waiting = sorted(
        ((status.queued_at or 0.0, run.id, run.owner, run) for run, status in runs if status.state == "queued"),
        key=lambda entry: entry[:2],
    )
    rounds: dict[str, int] = defaultdict(int)
    for owner in at_work:
        rounds[owner] += bool(owner)
    order = []
    for queued_at, run_id, owner, run in waiting:
        turn = served.get(owner, 0.0) if rounds[owner] == 0 else 0.0
        order.append((rounds[owner], turn, queued_at, run_id, run))
        rounds[owner] += 1
    return [run for *_, run in sorted(order, key=lambda entry: entry[:4])]


def may_start(run: Run, at_work: Collection[str]) -> bool:
    """Whether it can begin beside those at work: each person has one running job, so that nobody takes all places."""
    return not run.owner or run.owner not in at_work
