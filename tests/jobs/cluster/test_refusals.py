"""A disk of the server that refuses for a moment, and runs deleted under a job; no cluster is needed for this."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.runs import files
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

pytest.importorskip("ray")

from ray.exceptions import ActorDiedError

from ssl_demo.jobs.cluster import remote_run
from ssl_demo.jobs.cluster.line import Deaf, Line
from ssl_demo.jobs.cluster.remote_run import RemoteRun
from ssl_demo.jobs.cluster.watched import Watched

FULL = UserError(os.strerror(errno.ENOSPC))


@pytest.fixture
def run(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(RemoteRun, "_remove_site", lambda _: None)
    run = store.create(RunConfig())
    run.set_status("running", remote=True)
    return run


def followed(run: Run) -> None:
    """Follow it until nothing more will come."""
    over = threading.Event()
    RemoteRun(run, 0.0, 30.0, {}, over.set)
    assert over.wait(30)


def refuse(monkeypatch: pytest.MonkeyPatch, times: float) -> Callable[[], float]:
    """Have the disk refuse that often; returns how often it still will."""
    replace, left = files.replace, times

    def refusing(path: Path, content: bytes) -> None:
        nonlocal left
        if left:
            left -= 1
            raise FULL
        replace(path, content)

    monkeypatch.setattr(files, "replace", refusing)
    return lambda: left


def test_a_disk_that_refuses_for_a_moment_loses_nothing_of_a_run_that_ends_meanwhile(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.append({"type": "started"})
    away = Run(tmp_path / "node" / run.id)
    shutil.copytree(run.path, away.path)
    watched = Watched(away.path.parent)
    away.append({"type": "finished"})
    away.add_result("rows", {"key": "one"})
    away.set_status("done")

    def get(_: Line, site: object, method: str, *arguments: Any) -> Any:
        return watched.changes(*arguments, over=True) if method == "changes" else method == "has_begun"

    class Actor:
        def __getattr__(self, _: str) -> Callable[..., Actor]:
            return lambda *_, **__: self

    monkeypatch.setattr(remote_run.ray, "remote", lambda _: Actor())
    monkeypatch.setattr(Line, "get", get)
    monkeypatch.setattr(remote_run, "RETRY_SECONDS", 0.01)
    left = refuse(monkeypatch, times=3)
    followed(run)
    assert left() == 0 and run.status.state == "done"
    assert [event["type"] for event in run.events()[0]] == ["started", "finished"]
    assert run.results("rows") == [{"key": "one"}]


def test_a_run_whose_end_can_not_be_written_is_followed_no_longer_so_that_it_is_looked_for_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(_: RemoteRun) -> None:
        raise Deaf

    monkeypatch.setattr(RemoteRun, "_work", work)
    refuse(monkeypatch, times=float("inf"))
    followed(run)
    assert run.status.state == "running"


def test_a_run_that_has_ended_and_was_deleted_is_not_brought_back_by_the_loss_of_its_node(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(_: RemoteRun) -> None:
        shutil.rmtree(run.path)
        raise ActorDiedError

    monkeypatch.setattr(RemoteRun, "_work", work)
    followed(run)
    assert not run.path.exists()
