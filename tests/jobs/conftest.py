"""Tiny runs: 64 images of two colours, the smallest encoder, a handful of steps."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.jobs.execute import run_here
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of images: reddish ones and bluish ones."""
    root, draw = tmp_path_factory.mktemp("photos"), np.random.default_rng(0)
    for split, count in (("train", 32), ("test", 8)):
        for channel, name in ((0, "red"), (2, "blue")):
            (root / split / name).mkdir(parents=True)
            for i in range(count):
                pixels = draw.integers(0, 120, (32, 32, 3), dtype=np.uint8)
                pixels[..., channel] += 100
                Image.fromarray(pixels).save(root / split / name / f"{i:03d}.png")
    return root


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny runs are quickest on one thread, here and in the workers; on a busy machine much the quickest."""
    before = torch.get_num_threads()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        torch.set_num_threads(1)
        yield
    torch.set_num_threads(before)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunStore:
    monkeypatch.setenv("SSL_DEMO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SSL_DEMO_RUNS", str(tmp_path / "runs"))
    return RunStore(tmp_path / "runs")


@pytest.fixture(scope="session")
def tiny(photos: Path) -> Callable[..., RunConfig]:
    """A config of 4 steps per epoch, two epochs unless told."""

    def make(**changes: object) -> RunConfig:
        settings = {"encoder": "S", "batch_size": 16, "epochs": 2.0, "seconds": None, **changes}
        return RunConfig(data=SubsetConfig(str(photos), images=64), **settings)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="module")
def finished(
    tiny: Callable[..., RunConfig], tmp_path_factory: pytest.TempPathFactory, one_thread: None
) -> Callable[[float], Run]:
    """The run of so many epochs that is done, trained once. For tests that only read it."""

    @functools.cache
    def train(epochs: float) -> Run:
        home = tmp_path_factory.mktemp("finished")
        run = RunStore(home / "runs").create(tiny(epochs=epochs))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSL_DEMO_DATA", str(home / "data"))
            patch.setenv("SSL_DEMO_RUNS", str(home / "runs"))
            patch.setattr("ssl_demo.jobs.train.draw_maps", lambda *_: None)
            run_here(run)
        return run

    return train


@pytest.fixture
def trained(store: RunStore, finished: Callable[[float], Run]) -> Run:
    """A run that is done, after one epoch: a copy that its test may change."""
    run = finished(1.0)
    shutil.copytree(run.path, store.root / run.id)
    return store.get(run.id)


@pytest.fixture
def no_maps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without the maps after the end: compiling UMAP takes longer than everything else here together."""
    monkeypatch.setattr("ssl_demo.jobs.train.draw_maps", lambda *_: None)
    yield
