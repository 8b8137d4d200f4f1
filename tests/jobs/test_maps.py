from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ssl_demo.config import RunConfig
from ssl_demo.jobs.control import CLOSE, Control
from ssl_demo.jobs.maps import draw_maps
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

Call = tuple[float, str, float | None]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """What was projected: the first feature, the method, and the previous map's first value."""
    made: list[Call] = []

    def project(features: Tensor, method: str, previous: Tensor | None, seed: int) -> Tensor:
        made.append((float(features[0, 0]), method, None if previous is None else float(previous[0, 0])))
        return features[:, :2] + 0.5

    monkeypatch.setattr("ssl_demo.evaluation.projection.project", project)
    return made


@pytest.fixture
def run(store: RunStore) -> Run:
    run = store.create(RunConfig())
    for step in (0, 5, 9):
        tensors = {"index": torch.arange(4), "features": torch.full((4, 3), float(step)), "map": torch.zeros(4, 2)}
        run.save_snapshot(step, tensors)
    return run


def test_each_map_starts_from_the_one_before(run: Run, calls: list[Call]) -> None:
    draw_maps(run, Control(), seed=0)
    assert calls == [(0.0, "umap", None), (5.0, "umap", 0.5), (9.0, "umap", 5.5)]
    assert [float(run.snapshot(step)["umap"][0, 0]) for step in run.snapshots()] == [0.5, 5.5, 9.5]
    assert torch.equal(run.snapshot(5)["map"], torch.zeros(4, 2))


def test_maps_that_are_there_are_kept_and_the_next_starts_from_them(run: Run, calls: list[Call]) -> None:
    run.save_snapshot(0, {**run.snapshot(0), "umap": torch.full((4, 2), 7.0)})
    draw_maps(run, Control(), seed=0)
    assert calls[0] == (5.0, "umap", 7.0)


def test_asked_to_stop_the_rest_stays_without_a_map(run: Run, calls: list[Call]) -> None:
    control = Control()
    control.ask(CLOSE)
    draw_maps(run, control, seed=0)
    assert calls == [] and "umap" not in run.snapshot(0)
