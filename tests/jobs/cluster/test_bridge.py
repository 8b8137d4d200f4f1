"""The bridge as the app sees it, where something goes wrong in between; no cluster is needed for this."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.jobs.cluster import bridge_process, ray_backend
from ssl_demo.jobs.cluster.bridge_process import BROKE_OFF, BridgeProcess
from ssl_demo.jobs.cluster.ray_backend import RayBackend
from ssl_demo.runs import files
from ssl_demo.runs.store import RunStore


def test_a_bridge_that_died_within_a_line_counts_as_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.BytesIO(b'{"places": 2}\n{"pla')
    monkeypatch.setattr(
        bridge_process, "Servant", lambda *_, **__: SimpleNamespace(process=SimpleNamespace(stdout=told))
    )
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    bridge = BridgeProcess(tmp_path, 30.0, lambda: None)
    for thread in threading.enumerate():
        if thread.name == "bridge-news":
            thread.join(30)
    assert bridge.places == 2 and not bridge.alive and bridge.problem == BROKE_OFF


def test_a_disk_that_refuses_is_not_taken_for_a_cluster_that_lets_nobody_in(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, content: bytes) -> None:
        raise UserError("The disk is full.")

    connected = SimpleNamespace(alive=True, problem=None, places=1, at_work=set(), end=lambda: None)
    monkeypatch.setattr(ray_backend, "BridgeProcess", lambda *_: connected)
    monkeypatch.setattr(ray_backend, "address", lambda: "here:1")
    monkeypatch.setattr(ray_backend, "CONNECT_SECONDS", 5.0)
    store.create(RunConfig()).set_status("running", pid=2**22 + 1, started=1.0)  # dead, which can't be written down
    monkeypatch.setattr(files, "replace", refuse)
    backend = RayBackend(store)
    try:
        backend.check()
    finally:
        backend.close()
