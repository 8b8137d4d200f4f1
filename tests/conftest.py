"""Fixtures for all rooms: small, quick images, and homes of their own for data and runs."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from ssl_demo.data.images import Images


@pytest.fixture(autouse=True)
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the data sets and runs of the person who runs it."""
    monkeypatch.setenv("SSL_DEMO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SSL_DEMO_RUNS", str(tmp_path / "runs"))
    return tmp_path


@pytest.fixture(scope="session", autouse=True)
def installed_components() -> Iterator[None]:
    """Every new AppTest looks for components in all installed packages; what is installed stays the same meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        if "streamlit" in sys.modules:  # tests of the engine alone don't load it
            scanner = importlib.import_module("streamlit.components.v2.manifest_scanner")
            patch.setattr(scanner, "scan_component_manifests", functools.cache(scanner.scan_component_manifests))
        yield


@pytest.fixture
def coloured() -> Images:
    """64 images of two classes, reddish and bluish noise, that any classifier can tell apart."""
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 160, (64, 3, 32, 32), generator=generator, dtype=torch.uint8)
    labels = torch.arange(64) % 2
    pixels[labels == 0, 0] += 90
    pixels[labels == 1, 2] += 90
    return Images(pixels, labels, ("red", "blue"))
