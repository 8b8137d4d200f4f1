"""Tiny runs: 64 images of two colours, the smallest encoder, a handful of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ssl_demo.config import RunConfig, SubsetConfig
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


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tiny runs are quickest on one thread, here and in the workers; on a busy machine much the quickest."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunStore:
    monkeypatch.setenv("SSL_DEMO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SSL_DEMO_RUNS", str(tmp_path / "runs"))
    return RunStore(tmp_path / "runs")


@pytest.fixture
def tiny(photos: Path) -> Callable[..., RunConfig]:
    """A config of 4 steps per epoch, two epochs unless told."""

    def make(**changes: object) -> RunConfig:
        settings = {"encoder": "S", "batch_size": 16, "epochs": 2.0, "seconds": None, **changes}
        return RunConfig(data=SubsetConfig(str(photos), images=64), **settings)  # type: ignore[arg-type]

    return make


@pytest.fixture
def no_maps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without the maps after the end: compiling UMAP takes longer than everything else here together."""
    monkeypatch.setattr("ssl_demo.jobs.train.draw_maps", lambda *_: None)
    yield
