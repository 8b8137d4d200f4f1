"""A few scenes, drawn once: a data set of which everything is known."""

from __future__ import annotations

import pytest

from ssl_demo.data.images import Dataset
from ssl_demo.data.scenes import generate


@pytest.fixture(scope="session")
def scenes() -> Dataset:
    return Dataset("scenes", generate(300, seed=1), generate(100, seed=2))
