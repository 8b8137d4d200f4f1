from __future__ import annotations

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.jobs import journal
from ssl_demo.jobs.journal import Journal
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(journal.time, "monotonic", lambda: now[0])
    return now


def steps(run: Run) -> list[int]:
    return [event["step"] for event in run.events()[0]]


def test_the_first_steps_are_written_at_once_and_later_ones_at_most_five_a_second(
    store: RunStore, clock: list[float]
) -> None:
    run = store.create(RunConfig())
    log = Journal(run)
    for step in range(1, 221):
        log.step({"type": "step", "step": step})
        clock[0] += 0.01
    written = steps(run)
    assert written[:20] == list(range(1, 21))
    assert 9 <= len(written) - 20 <= 11  # the other 200 steps took two seconds


def test_the_last_step_is_never_lost(store: RunStore, clock: list[float]) -> None:
    run = store.create(RunConfig())
    log = Journal(run)
    for step in range(1, 51):
        log.step({"type": "step", "step": step})
    assert steps(run)[-1] < 50
    log.write({"type": "finished", "step": 50})
    assert steps(run)[-2:] == [50, 50]


def test_a_first_step_that_is_made_again_is_written_once(store: RunStore) -> None:
    run = store.create(RunConfig())
    log = Journal(run)
    for step in (1, 1, 2):
        log.step({"type": "step", "step": step})
    assert steps(run) == [1, 2]


def test_a_listener_hears_exactly_what_is_written(store: RunStore) -> None:
    heard: list[dict] = []
    run = store.create(RunConfig())
    log = Journal(run, heard.append)
    for step in range(1, 40):
        log.step({"type": "step", "step": step})
    log.flush()
    assert heard == run.events()[0] and log.progress == {"step": 39}
