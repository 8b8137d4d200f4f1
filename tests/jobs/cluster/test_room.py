"""How many runs at a time a cluster is told to work on; no cluster is needed for this."""

from __future__ import annotations

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.runs.store import RunStore

pytest.importorskip("ray")

import ray

from ssl_demo.jobs.cluster import bridge as bridges
from ssl_demo.jobs.cluster.bridge import Bridge
from ssl_demo.jobs.cluster.room import places, wanted_share


@pytest.mark.parametrize(
    ("gpus", "share", "fit"), [(2, 0.4, 4), (1, 0.3, 3), (3, 0.1, 30), (3, 1 / 3, 9), (2, 1.0, 2), (2, 0.7, 2)]
)
def test_no_share_lies_on_two_gpus(gpus: int, share: float, fit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray, "cluster_resources", lambda: {"CPU": 64.0, "GPU": float(gpus)})
    assert places(share) == fit


@pytest.mark.parametrize("cores", [0, 1, 5])
def test_without_a_gpu_there_is_a_place_on_each_core_and_always_one(
    cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray, "cluster_resources", lambda: {"CPU": float(cores)})
    assert places(0.0) == max(1, cores)


def test_gpus_that_join_later_are_used(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    there, places_told, shares = {"CPU": 4.0}, list[object](), list[float]()

    class Begun:
        def __init__(self, run: object, gpu_share: float, *_: object) -> None:
            shares.append(gpu_share)

    monkeypatch.setattr(ray, "cluster_resources", lambda: there)
    monkeypatch.setattr(bridges, "RemoteRun", Begun)
    runs = [store.create(RunConfig()) for _ in range(2)]
    bridge = Bridge(store, 30.0, lambda **news: places_told.append(news["places"]))
    bridge.tell_places()
    bridge.obey({"start": runs[0].id})
    there["GPU"] = 1.0
    bridge.tell_places()
    bridge.obey({"start": runs[1].id})
    assert places_told == [4, 2] and shares == [0.0, 0.5]


@pytest.mark.parametrize("wanted", ["0", "1.5", "half", "nan"])
def test_a_share_that_is_none_is_told_at_the_start(
    wanted: str, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray, "cluster_resources", lambda: {"CPU": 4.0})
    monkeypatch.setenv("SSL_DEMO_GPU_SHARE", wanted)
    with pytest.raises(UserError, match="the part of a GPU"):
        Bridge(store, 30.0, lambda **_: None)
    with pytest.raises(UserError, match="the part of a GPU"):
        wanted_share()
