"""The part of the queue that all backends share, with a worker that does nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.jobs.queueing import QueueBackend
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


class Idler(QueueBackend):
    """Takes runs, two at a time, and never ends them."""

    places = 2
    parts = 2

    def __init__(self, store: RunStore) -> None:
        self.begun: list[str] = []
        super().__init__(store)

    def _ask(self, run: Run, what: str) -> bool:
        return False

    def _look_after(self) -> None:
        pass

    def _has_room(self) -> bool:
        return len(self.begun) < self.places

    def _begin(self, run: Run) -> None:
        run.set_status("running", remote=True)
        self.begun.append(run.id)

    def _rest(self) -> None:
        pass

    def _end(self) -> None:
        pass


@pytest.fixture
def idler(store: RunStore) -> Iterator[Idler]:
    backend = Idler(store)
    yield backend
    backend.close()


def wait_for_lock(backend: QueueBackend) -> None:
    deadline = time.monotonic() + 30
    while backend._drains is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert backend._drains is not None


def begun(backend: Idler, count: int) -> list[str]:
    deadline = time.monotonic() + 30
    while len(backend.begun) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return backend.begun


def test_as_many_are_at_work_as_there_are_places_but_one_of_each_owner(store: RunStore) -> None:
    runs = {name: store.create(RunConfig(), owner=name[0]) for name in ("a1", "a2", "b1", "c1")}
    for when, run in enumerate(runs.values(), 1):
        run.set_status("queued", queued_at=float(when))
    backend = Idler(store)
    try:
        assert begun(backend, 2) == [runs["a1"].id, runs["b1"].id]
        assert [run.id for run in backend.queue()] == [runs["c1"].id, runs["a2"].id]
    finally:
        backend.close()


def test_a_run_on_a_cluster_has_no_process_here_and_is_not_taken_for_dead(store: RunStore, idler: Idler) -> None:
    away, gone, next_one = (store.create(RunConfig()) for _ in range(3))
    away.set_status("running", remote=True)
    gone.set_status("running", pid=2**22 + 1, started=1.0)
    idler.submit(next_one)
    assert begun(idler, 1) == [next_one.id]
    assert away.status.state == "running" and gone.status.state == "failed"


def test_who_works_the_queue_off_may_stop_a_run_that_a_lost_cluster_left_and_nobody_else(
    store: RunStore, idler: Idler
) -> None:
    run = store.create(RunConfig())
    run.set_status("running", remote=True, phase="training")
    wait_for_lock(idler)
    other = Idler(store)
    try:
        with pytest.raises(UserError, match="another process"):
            other.cancel(run.id)
    finally:
        other.close()
    idler.cancel(run.id)
    status = run.status
    assert status.state == "cancelled" and not status.remote and status.phase == ""
    idler.resume(run.id)
    assert begun(idler, 1) == [run.id]


def test_what_goes_wrong_at_one_look_is_told_and_the_next_one_works_the_queue_off(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = iter([RuntimeError("can't start new thread")])

    def look_after(_: Idler) -> None:
        for error in wrong:
            raise error

    monkeypatch.setattr(Idler, "_look_after", look_after)
    backend = Idler(store)
    try:
        wait_for_lock(backend)
        run = store.create(RunConfig())
        backend.submit(run)
        assert begun(backend, 1) == [run.id]
    finally:
        backend.close()
    assert "can't start new thread" in capsys.readouterr().err
