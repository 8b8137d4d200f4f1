"""The app under test: its own empty homes, a small embedded data set, and a queue that only takes notes."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ssl_demo.data.images import Dataset
from ssl_demo.data.scenes import generate
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

ROOT = Path(__file__).resolve().parent.parent.parent


class NotingBackend:
    """Stands in for the local queue: no process is started."""

    def __init__(self, store: RunStore) -> None:
        self.store = store

    def submit(self, run: Run) -> None:
        run.set_status("queued", queued_at=1.0)

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def app_parts(monkeypatch: pytest.MonkeyPatch, homes: Path) -> Iterator[None]:
    monkeypatch.setattr("app.backend.make_backend", NotingBackend)
    scenes = importlib.import_module("ssl_demo.data.scenes.generate")
    monkeypatch.setattr(scenes, "make_scenes", lambda _: Dataset("scenes", generate(60, 1), generate(20, 2)))
    # AppTest forgets before each run that the app has a navigation of its own; a server doesn't.
    monkeypatch.setattr("streamlit.runtime.pages_manager.Path", lambda path: Path("no pages folder"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app() -> AppTest:
    """The whole app, not yet run: `app.run()` shows Home; `open_page` goes elsewhere."""
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)


def open_page(app: AppTest, name: str, **url: str) -> AppTest:
    """Run a page of the app as if from a link with these query parameters."""
    for key, value in url.items():
        app.query_params[key] = value
    return app.switch_page(f"pages/{name}.py").run()
