"""Run folders with invented numbers, in every state that a page has to show. For tests of the pages alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.scenes import generate
from ssl_demo.models import make_encoder
from ssl_demo.runs.encoders import CHECKPOINTS
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

ROOT = Path(__file__).parents[2]
IMAGES = 12
TOTAL = 40
LOOKS = (0, 10, 20, 40)
FIGURES = {"knn": 0.61, "untrained_knn": 0.25, "seconds": 20.0, "images_per_second": 800.0}


def make_run(
    store: RunStore,
    state: str,
    reason: str = "",
    steps: int = TOTAL,
    name: str = "",
    owner: str = "",
    **settings: Any,
) -> Run:
    """A run on a dozen images that has come this many steps, with curves, snapshots and a checkpoint."""
    data = SubsetConfig(toys(store.root.parent), images=IMAGES)
    config = RunConfig(**{"data": data, "encoder": "S", "epochs": 40.0, **settings})
    run = store.create(config, name=name, owner=owner)
    for event in story(steps):
        run.append(event)
    for step in LOOKS if steps else ():
        if step <= steps:
            run.save_snapshot(step, snapshot(step))
    if steps:
        run.save_checkpoint("last", {"step": torch.tensor(steps)})
    more = {"figures": FIGURES} if state == "done" else {}
    run.set_status(state, reason, step=steps or None, total_steps=TOTAL if steps else None, **more)
    return run


def untaught(pixels: torch.Tensor) -> dict[str, dict[str, torch.Tensor]]:
    """The weights of two encoders that have learned nothing, by the checkpoints they stand for: a run's before its
    first step and after its last one."""
    found = {}
    for seed, name in enumerate(CHECKPOINTS.values()):
        weights = make_encoder("S", pixels, torch.Generator().manual_seed(seed)).state_dict()
        found[name] = {part: tensor.contiguous() for part, tensor in weights.items()}
    return found


def make_untaught_run(store: RunStore) -> Run:
    """A finished run on scenes with such encoders, for tests to which it doesn't matter what they say."""
    run = store.create(RunConfig(data=SubsetConfig(images=200)), name="made up")
    for name, weights in untaught(generate(60, 1).pixels).items():
        run.save_checkpoint(name, weights)
    run.set_status("done", step=10, total_steps=10)
    return run


def story(steps: int) -> list[dict[str, Any]]:
    """The events up to this step."""
    events: list[dict[str, Any]] = []
    if steps:
        started = {"step": 0, "total_steps": TOTAL, "steps_per_epoch": 1, "device": "cpu", "precision": "float32"}
        events.append({"type": "started", **started})
    for step in range(1, steps + 1):
        clock = {"images_per_second": 800.0, "seconds": step * 0.5, "remaining": (TOTAL - step) * 0.5}
        events.append({"type": "step", "step": step, "epoch": float(step), "terms": {"contrast": 5 / step}, **clock})
        events += [_look(look) for look in LOOKS if look == step or (look == 0 and step == 1)]
    if steps == TOTAL:
        events.append({"type": "finished", "step": TOTAL, "seconds": 20.0, "images_per_second": 800.0})
    return events


def _look(step: int) -> dict[str, Any]:
    gauges = {"knn": 0.25 + 0.009 * step, "feature_std": 0.2 + 0.01 * step, "effective_rank": 5.0 + step}
    return {"type": "evaluation", "step": step, "seconds": step * 0.5, **gauges, "map_kind": "pca"}


def snapshot(step: int) -> dict[str, torch.Tensor]:
    made = torch.Generator().manual_seed(step)
    features = torch.randn(IMAGES, 128, generator=made)
    return {"index": torch.arange(IMAGES), "features": features, "map": features[:, :2].clone()}


def toys(folder: Path) -> str:
    """The path of a folder of a dozen plain images in two classes, made there unless it was before."""
    for split in ("train", "test"):
        for number, name in enumerate(("red", "blue")):
            home = folder / "toys" / split / name
            home.mkdir(parents=True, exist_ok=True)
            for i in range(IMAGES // 2):
                Image.new("RGB", (32, 32), (200 - 20 * i, 10 * i, 200 * number)).save(home / f"{i}.png")
    return str(folder / "toys")


class Idle:
    """Stands in for the backend: queues runs, notes what is asked of them, and starts no process."""

    def __init__(self) -> None:
        self.waiting: list[Run] = []
        self.asked: list[tuple[str, str]] = []
        self.places, self.parts = 1, 2

    def submit(self, run: Run) -> None:
        run.set_status("queued", queued_at=float(len(self.waiting)))
        self.waiting.append(run)

    def queue(self) -> list[Run]:
        return self.waiting

    def pause(self, run_id: str) -> None:
        self.asked.append(("pause", run_id))

    def cancel(self, run_id: str) -> None:
        self.asked.append(("cancel", run_id))

    def resume(self, run_id: str) -> None:
        self.asked.append(("resume", run_id))


def idle_app(monkeypatch: pytest.MonkeyPatch) -> Idle:
    """Make the app start no worker and draw no data set; returns the backend that it has instead."""
    idle = Idle()
    monkeypatch.setattr("app.backend._jobs", lambda home: idle)
    monkeypatch.setattr("app.state.warm_up", lambda: None)
    # AppTest forgets before each run that the app has a navigation of its own; a server doesn't.
    monkeypatch.setattr("streamlit.runtime.pages_manager.Path", lambda path: Path("no pages folder"))
    return idle


def open_page(name: str, run: str | None = None, **query: str) -> AppTest:
    """The page, with this run as the current one, opened by a link with these query parameters."""
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    at.switch_page(f"pages/{name}.py")
    at.query_params.update(query)
    if run is not None:
        at.query_params["run"] = run
    at.run()
    assert not at.exception
    return at


def open_script(script: Callable[[], None], **query: str) -> AppTest:
    """A script of a few lines that draws one tab, opened by a link with these query parameters."""
    at = AppTest.from_function(script, default_timeout=120)
    at.query_params.update(query)
    at.run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    """Everything that the page says."""
    kinds = (at.markdown, at.caption, at.error, at.warning, at.info, at.success, at.subheader, at.text)
    return "\n".join(str(element.value) for kind in kinds for element in kind)
