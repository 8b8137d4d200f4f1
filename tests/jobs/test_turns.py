"""Whose run is next: everybody's first before anybody's second, and nobody waits for one who has just had a turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.jobs.turns import in_turn, may_start
from ssl_demo.jobs.waiting import FIRST_GUESS, Estimate, waits
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


def queued(store: RunStore, *owners: str) -> list[Run]:
    """Runs of these owners, queued in this order."""
    runs = [store.create(RunConfig(seed=number), owner=owner) for number, owner in enumerate(owners)]
    for number, run in enumerate(runs):
        run.set_status("queued", queued_at=float(number))
    return runs


def order(runs: list[Run], *at_work: str, **served: float) -> str:
    waiting = in_turn(((run, run.status) for run in reversed(runs)), at_work, served)
    return " ".join(f"{run.owner}{run.config.seed}" for run in waiting)


def test_rounds_go_from_one_to_the_next(store: RunStore) -> None:
    assert order(queued(store, "a", "a", "a", "b", "c", "b")) == "a0 b3 c4 a1 b5 a2"


def test_who_is_being_served_comes_after_all_others(store: RunStore) -> None:
    assert order(queued(store, "a", "b", "a"), "a") == "b1 a0 a2"


def test_who_had_a_turn_last_waits_longest_whatever_was_queued_when(store: RunStore) -> None:
    assert order(queued(store, "a", "a", "b", "c"), a=20.0, c=10.0) == "b2 c3 a0 a1"


def test_one_person_alone_is_served_in_order(store: RunStore) -> None:
    assert order(queued(store, "", "", ""), "") == "0 1 2"


def test_one_running_job_for_each_person_and_any_number_of_nobodys(store: RunStore) -> None:
    mine, nobodys = queued(store, "a", "")
    assert not may_start(mine, ["b", "a"]) and may_start(mine, ["b", ""])
    assert may_start(nobodys, ["", "a"])


def test_no_order_of_requests_starves_anybody(store: RunStore) -> None:
    waiting = queued(store, *"aaaaaaaabc")
    served: dict[str, float] = {}
    turns = []
    for clock in range(4):
        run = in_turn(((run, run.status) for run in waiting), (), served)[0]
        waiting.remove(run)
        served[run.owner] = 1.0 + clock
        turns.append(run.owner)
    assert turns == ["a", "b", "c", "a"]


def test_the_wait_is_what_comes_before_at_the_pace_of_this_machine(store: RunStore) -> None:
    first, second, third = queued(store, "a", "b", "c")  # of 60 seconds each
    guess = FIRST_GUESS["train"]
    assert waits([], [first, second, third], Estimate([])) == [0.0, 60 + guess, 120 + 2 * guess]
    done = store.create(RunConfig())
    done.set_status("done", began=100.0, heartbeat=175.0, figures={"seconds": 61.0})
    known = Estimate([done])
    assert known.seconds(first) == 75
    assert waits([], [first, second, third], known) == [0.0, 75.0, 150.0]
    assert waits([], [first, second, third], known, places=2) == [0.0, 0.0, 75.0]
    anns = queued(store, "a", "a")
    assert waits([], anns, known, places=8) == [0.0, 75.0]  # one at a time of each owner


def test_what_is_at_work_is_counted_by_what_is_left_of_it(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssl_demo.jobs.waiting.time.time", lambda: 1030.0)
    running, waiting = queued(store, "a", "b")
    running.set_status("running", began=1000.0)
    assert waits([running], [waiting], Estimate([])) == [60 + FIRST_GUESS["train"] - 30]
    running.set_status("running", began=5000.0)  # by the clock of another machine
    assert waits([running], [waiting], Estimate([])) == [60 + FIRST_GUESS["train"]]
    running.set_status("running", began=1000.0, step=30, total_steps=120)  # at this pace it takes 120 seconds
    assert waits([running], [waiting], Estimate([])) == [90.0]
    running.set_status("running", began=100.0, step=None)  # longer than anybody thought
    assert waits([running], [waiting], Estimate([])) == [1.0]
