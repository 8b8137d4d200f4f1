"""A run that takes its worker down again and again; no cluster is needed for this."""

from __future__ import annotations

import threading

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.runs.store import RunStore

pytest.importorskip("ray")

from ray.exceptions import ActorDiedError

from ssl_demo.jobs.cluster.remote_run import RemoteRun


@pytest.mark.parametrize(("reached", "state"), [(False, "failed"), (True, "queued")])
def test_a_run_that_loses_its_worker_three_times_in_a_row_without_getting_further_is_failed(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, reached: bool, state: str
) -> None:
    def work(self: RemoteRun) -> None:
        if reached:
            self._progressed()
        raise ActorDiedError

    monkeypatch.setattr(RemoteRun, "_work", work)
    monkeypatch.setattr(RemoteRun, "_remove_site", lambda _: None)
    run, losses = store.create(RunConfig()), dict[str, int]()
    run.set_status("queued", queued_at=5.0)
    for _ in range(3):
        assert run.status.state == "queued" and run.status.queued_at == 5.0  # before all that came later
        over = threading.Event()
        RemoteRun(run, 0.0, 30.0, losses, over.set)
        assert over.wait(30)
    assert run.status.state == state
    assert ("3 times" in run.status.reason) == (state == "failed")
