"""The queue with real worker processes, killed for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import torch
from filelock import FileLock

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.jobs.execute import run_here
from ssl_demo.jobs.local import LocalBackend
from ssl_demo.jobs.processes import is_alive, this_process
from ssl_demo.jobs.worker_process import Worker
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.runs.story import straighten

Tiny = Callable[..., RunConfig]
ENDLESS = 5_000.0


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Return once the condition holds; fail if it doesn't in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it didn't happen in time"
        time.sleep(0.02)


@contextmanager
def backend(store: RunStore, spare: bool = False) -> Iterator[LocalBackend]:
    working = LocalBackend(store, spare)
    try:
        yield working
    finally:
        working.close()


def state(run: Run) -> str:
    return run.status.state


def steps(run: Run) -> list[int]:
    return [event["step"] for event in run.events()[0] if event["type"] == "step"]


def alive(run: Run) -> bool:
    return is_alive(run.status.pid, run.status.started)


def children() -> list[psutil.Process]:
    found = psutil.Process().children(recursive=True)
    return [p for p in found if p.is_running() and "ssl_demo.jobs.worker" in p.cmdline()]


def test_runs_are_done_in_the_order_of_submission_and_pause_resume_and_cancel_reach_the_worker(
    store: RunStore, tiny: Tiny
) -> None:
    first, second, third = (store.create(tiny(epochs=ENDLESS)) for _ in range(3))
    with backend(store) as jobs:
        for run in (first, second, third):
            jobs.submit(run)
        with pytest.raises(UserError, match="already"):
            jobs.submit(second)
        wait_for(lambda: len(steps(first)) > 2)
        assert [run.id for run in jobs.queue()] == [second.id, third.id] and len(children()) == 1
        jobs.cancel(third.id)
        assert state(third) == "cancelled" and [run.id for run in jobs.queue()] == [second.id]
        jobs.pause(first.id)
        wait_for(lambda: state(first) == "paused")
        reached = first.status.step
        wait_for(lambda: len(steps(second)) > 2)
        assert not alive(first) and alive(second)
        jobs.resume(first.id)
        jobs.cancel(second.id)
        wait_for(lambda: state(second) == "cancelled" and steps(first)[-1] > (reached or 0))
        resumed = next(e for e in first.events()[0] if e["type"] == "resumed")
        assert resumed["step"] == reached
    assert (state(first), state(second), state(third)) == ("paused", "cancelled", "cancelled")
    assert "closed" in first.status.reason and children() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal 9")
def test_a_worker_killed_with_signal_9_shows_as_failed_and_goes_on_from_its_last_checkpoint(
    store: RunStore, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.create(tiny(epochs=500.0))

    def resumed() -> list[int]:
        return [event["step"] for event in run.events()[0] if event["type"] == "resumed"]

    with backend(store) as jobs:
        jobs.submit(run)
        wait_for(lambda: "last" in run.checkpoints())
        pid = run.status.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: state(run) == "failed")
        assert "signal 9" in run.status.reason and "Resume" in run.status.reason
        saved = int(run.load_checkpoint("last")["step"])
        jobs.resume(run.id)
        wait_for(resumed)
        assert resumed() == [saved]
        wait_for(lambda: straighten(run.events()[0])[-1]["step"] > saved)
        told = [e["step"] for e in straighten(run.events()[0]) if e["type"] == "step"]
        assert told == sorted(set(told))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal 9")
def test_when_the_app_is_killed_its_worker_saves_a_checkpoint_and_ends(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny(epochs=ENDLESS))
    code = (
        "import sys, time; from ssl_demo.runs.store import RunStore; from ssl_demo.jobs.local import LocalBackend;"
        "store = RunStore(sys.argv[1]); jobs = LocalBackend(store, spare=False);"
        "jobs.submit(store.get(sys.argv[2])); time.sleep(600)"
    )
    app = subprocess.Popen([sys.executable, "-c", code, str(store.root), run.id])
    try:
        wait_for(lambda: len(steps(run)) > 2)
        worker = run.status
        app.kill()
    finally:
        app.kill()
        app.wait()
    wait_for(lambda: not is_alive(worker.pid, worker.started))
    assert state(run) == "paused" and "closed; press Resume" in run.status.reason
    assert int(run.load_checkpoint("last")["step"]) == run.status.step


def test_what_waited_when_the_app_ended_is_taken_up_by_the_next_and_gives_the_numbers_of_any_other_process(
    store: RunStore, tiny: Tiny, no_maps: None
) -> None:
    here, there = store.create(tiny()), store.create(tiny())
    there.set_status("queued", queued_at=1.0)
    with backend(store, spare=True):
        wait_for(lambda: there.status.phase == "maps" or state(there) == "done")
    assert state(there) == "done"
    run_here(here)
    assert steps(here) == steps(there)
    one, other = here.load_checkpoint("encoder-last"), there.load_checkpoint("encoder-last")
    if all(run.events()[0][0]["precision"] == "float32" for run in (here, there)):
        assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_run_that_claims_to_be_running_without_its_process_is_failed_at_the_start(
    store: RunStore, tiny: Tiny
) -> None:
    pid, started = this_process()
    stale, live = store.create(tiny()), store.create(tiny())
    stale.set_status("running", pid=pid, started=started - 5_000)
    live.set_status("running", pid=pid, started=started)
    with backend(store) as jobs:
        wait_for(lambda: state(stale) == "failed")
        assert "Resume" in stale.status.reason
        assert state(live) == "running"
        with pytest.raises(UserError, match="another process"):
            jobs.cancel(live.id)


def test_a_run_that_was_at_work_on_a_cluster_is_paused_and_holds_its_owner_no_longer_once_no_app_uses_the_cluster(
    store: RunStore, tiny: Tiny
) -> None:
    away, here = (store.create(tiny(epochs=ENDLESS), owner="ann") for _ in range(2))
    away.set_status("running", phase="training", remote=True)
    of_the_cluster = FileLock(store.root / ".queue.lock")
    of_the_cluster.acquire()
    with backend(store) as jobs:
        jobs.submit(here)
        jobs._look()
        assert (state(away), state(here)) == ("running", "queued")
        of_the_cluster.release()
        wait_for(lambda: state(here) == "running")
        status = away.status
        assert status.state == "paused" and "press Resume to go on here" in status.reason
        assert not status.remote and status.phase == ""
        with pytest.raises(UserError, match="already"):
            jobs.submit(here)
        jobs.resume(away.id)
        assert [run.id for run in jobs.queue()] == [away.id]


def test_a_worker_whose_end_nobody_can_wait_for_is_at_work_all_the_same_and_gets_no_second_job(
    store: RunStore, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Worker.start

    def without_a_thread(worker: Worker, run: Run, on_end: Callable[[], None]) -> None:
        start(worker, run, on_end)
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Worker, "start", without_a_thread)
    first, second = (store.create(tiny(epochs=ENDLESS)) for _ in range(2))
    with backend(store) as jobs:
        jobs.submit(first)
        wait_for(lambda: jobs._active is not None)
        jobs.submit(second)
        jobs._look()
        assert (state(first), state(second)) == ("running", "queued")
        jobs.pause(first.id)
        wait_for(lambda: state(first) == "paused")


def test_only_one_of_two_apps_on_a_folder_works_its_queue_and_the_other_takes_over(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny(epochs=ENDLESS))
    with backend(store) as first:
        first.submit(run)
        wait_for(lambda: state(run) == "running")
        with backend(RunStore(store.root)) as second:
            other = store.create(tiny(epochs=ENDLESS))
            second.submit(other)
            with pytest.raises(UserError, match="another process"):
                second.pause(run.id)
            wait_for(lambda: len(steps(run)) > 2)
            assert state(other) == "queued"
            first.close()
            assert state(run) == "paused"
            wait_for(lambda: state(other) == "running")


def test_a_spare_worker_is_ready_before_there_is_a_job_and_ends_with_the_app(store: RunStore) -> None:
    with backend(store, spare=True):
        wait_for(lambda: len(children()) == 1)
    assert children() == []


def test_a_job_that_fails_leaves_the_queue_going(store: RunStore, tiny: Tiny) -> None:
    hopeless, fine = store.create(tiny(method="magic")), store.create(tiny(epochs=ENDLESS))
    with backend(store) as jobs:
        jobs.submit(hopeless)
        jobs.submit(fine)
        wait_for(lambda: steps(fine))
        assert state(hopeless) == "failed" and "magic" in hopeless.status.reason


def test_a_runs_folder_that_can_not_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    store = RunStore(tmp_path / "runs")
    with backend(store) as jobs:
        assert jobs.queue() == []
