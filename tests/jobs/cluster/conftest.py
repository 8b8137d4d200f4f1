"""A real Ray cluster of two nodes on this machine, one for all tests of this folder."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.runs.store import RunStore
from tests.jobs.cluster.harness import UPLOAD, Nodes

NODES = Path(__file__).with_name("nodes.py")


@pytest.fixture(scope="session")
def ray_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    if importlib.util.find_spec("ray") is None:
        if os.environ.get("SSL_DEMO_REQUIRE_RAY"):
            pytest.fail("Ray is required here and is not installed.")
        pytest.skip("Ray is not installed; 'pip install -r requirements-cluster.txt' to test the cluster.")
    home = tmp_path_factory.mktemp("nodes")
    # A node knows nothing of the server's folders, and has to be given all that it needs.
    environment = {**os.environ, "TMPDIR": str(home), "SSL_DEMO_DATA": str(home / "data"), "OMP_NUM_THREADS": "1"}
    environment |= {"RAY_USAGE_STATS_ENABLED": "0"}
    environment.pop("RAY_ADDRESS", None)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(NODES), "2"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            text=True,
        )
    try:
        yield Nodes(process)
    finally:
        process.communicate()


@pytest.fixture
def nodes(ray_nodes: Nodes, monkeypatch: pytest.MonkeyPatch) -> Nodes:
    monkeypatch.setenv("RAY_ADDRESS", ray_nodes.address)
    monkeypatch.setenv("SSL_DEMO_BACKEND", "ray")
    return ray_nodes


@pytest.fixture
def uploaded(store: RunStore, photos: Path, tmp_path: Path) -> Callable[..., RunConfig]:
    """A config of 4 steps per epoch, 2 epochs unless told, on images that no node has."""
    shutil.copytree(photos, tmp_path / "data" / "uploads" / UPLOAD)

    def make(**changes: object) -> RunConfig:
        settings = {"encoder": "S", "batch_size": 16, "epochs": 2.0, "seconds": None, **changes}
        return RunConfig(data=SubsetConfig(UPLOAD, images=64), **settings)  # type: ignore[arg-type]

    return make
