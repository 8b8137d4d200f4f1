"""Made-up runs with features at several steps, the Embeddings page on them, and what it sends to its maps."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

from app.scatter.heard import Heard
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import IMAGES, idle_app, open_page, toys


@pytest.fixture
def made_up_run(homes: Path) -> Callable[..., Run]:
    """A run with made-up features at these steps; its labels are told apart only from step 1 on."""

    def make(
        *steps: int,
        state: str = "done",
        reason: str = "",
        maps: tuple[str, ...] = ("umap",),
        name: str = "made up",
        method: str = "simclr",
        images: int = IMAGES,
    ) -> Run:
        config = RunConfig(data=SubsetConfig(toys(homes), images=images), seconds=None, epochs=1.0, method=method)
        run = RunStore(homes / "runs").create(config, name=name)
        generator = torch.Generator().manual_seed(0)
        labels = torch.arange(IMAGES) % 2
        for step in steps:
            features = torch.rand(IMAGES, 8, generator=generator)
            features[:, 0] += 20 * labels * (step > 0)
            features[:, 1] += 20 * (1 - labels) * (step > 0)
            flat = features[:, :2].clone()
            run.save_snapshot(
                step, {"index": torch.arange(IMAGES), "features": features, "map": flat, **dict.fromkeys(maps, flat)}
            )
            gauges = {"knn": 0.5 + step / 100, "feature_std": 1.0, "effective_rank": 5.0}
            run.append({"type": "evaluation", "step": step, "seconds": 0.0, "map_kind": "pca", **gauges})
        run.set_status(state, reason, step=steps[-1] if steps else None, total_steps=40)
        return run

    return make


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens the page by a link with these query parameters."""
    idle_app(monkeypatch)
    return functools.partial(open_page, "embeddings")


def maps(at: AppTest) -> list[dict]:
    """What was sent to each map on the page, in order."""
    found = [each for each in at.main if each.type == "bidi_component"]
    return [json.loads(each.proto.json) for each in found if each.proto.component_name == "ssl_demo_scatter"]


def films(at: AppTest) -> list[dict]:
    found = [each for each in at.main if each.type == "bidi_component"]
    return [json.loads(each.proto.json) for each in found if each.proto.component_name == "ssl_demo_scatter_film"]


def slide(at: AppTest, run: Run, step: int | None, share: float = 0.5) -> AppTest:
    """As if the slider of the run's map had been moved: to this step, or to the newest, whichever it is."""
    heard = Heard(0, (), f"embedding_map_{run.id}", step, 1.0 if step is None else share)
    at.session_state[f"explorer_{run.id}_heard"] = heard
    at.run()
    assert not at.exception
    return at


def pick(at: AppTest, run, picked: int | None = 0, chosen: tuple[int, ...] = ()) -> AppTest:
    """As if a person had picked or chosen images on the map of this run."""
    at.session_state[f"explorer_{run.id}_heard"] = Heard(picked, chosen)
    at.run()
    assert not at.exception
    return at
