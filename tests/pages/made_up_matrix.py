"""Made-up transfer matrices, the page "One task or all?" on them, and what it shows. All numbers are invented."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import TransferConfig
from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.registry import Entry
from ssl_demo.data.scenes import generate
from ssl_demo.jobs.transfer import CUES, RESULTS
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.app.transfer_board import METRICS, SIX, rows
from tests.pages.made_up_runs import Idle, idle_app, open_page

TRAIN, TEST = 150, 60
USUAL = TransferConfig(recipes=(PRESETS["SimCLR"], PRESETS["Gentle"]))
SURFACE = {"transfer": "Shape or surface?"}


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    st.cache_data.clear()
    st.cache_resource.clear()
    return idle_app(monkeypatch)


@pytest.fixture(scope="module")
def scenes() -> Dataset:
    return Dataset("scenes", generate(TRAIN, 1), generate(TEST, 2))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, scenes: Dataset) -> Callable[[Dataset], None]:
    """The data set is a few scenes, or what it is given."""

    def give(images: Dataset) -> None:
        for module in ("read", "picked", "protocol"):
            monkeypatch.setattr(f"app.transfer.{module}.dataset", lambda config: images)

    give(scenes)
    return give


@pytest.fixture
def matrix(store: RunStore) -> Callable[..., Run]:
    """A run of kind "transfer" with scores of so many seeds, decisions, and features of noise."""

    def make(
        state: str = "done", reason: str = "", seeds: int = 3, config: TransferConfig = USUAL, units: int = 99
    ) -> Run:
        run = store.create(config, kind="transfer", name="transfer matrix")
        made = torch.Generator().manual_seed(0)
        measured = [(seed, encoder) for seed in range(seeds) for encoder in SIX][:units]
        for row in rows(SIX, tuple(METRICS), seeds):
            if (row["seed"], row["encoder"]) in measured:
                run.add_result(RESULTS, row)
        for seed, encoder in measured:
            shape = 30 + 10 * list(SIX).index(encoder)
            run.add_result(CUES, {"encoder": encoder, "seed": seed, "shape": shape, "pattern": 60, "neither": 5})
            features = {
                "upright.train": torch.randn(TRAIN, 8, generator=made),
                "upright.test": torch.randn(TEST, 8, generator=made),
            }
            run.save_checkpoint(f"features-{encoder}-{seed}", features)
        total = len(SIX) * config.seeds
        run.set_status(
            state,
            reason,
            phase="training encoders" if state == "running" else "",
            step=len(measured),
            total_steps=total,
        )
        return run

    return make


page = functools.partial(open_page, "transfer")
looked = functools.partial(page, transfer_guess="no")
"""The page, asked not to ask first."""


def button(at: AppTest, key: str):
    return next((each for each in at.button if each.key == key), None)


def table(at: AppTest) -> dict:
    """What is sent to the matrix."""
    (found,) = [each for each in at.get("bidi_component") if each.proto.component_name == "ssl_demo_matrix"]
    return json.loads(found.proto.json)


def cell(at: AppTest, encoder: str, task: str) -> dict:
    data = table(at)
    row, column = (
        [head["name"] for head in data[heads]].index(name) for heads, name in (("rows", encoder), ("columns", task))
    )
    return data["cells"][row][column]


def bars(at: AppTest) -> list[str]:
    return [element.proto.text for element in at.get("progress")]


def sheets(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


@pytest.fixture
def photographs(monkeypatch: pytest.MonkeyPatch, few, homes: Path) -> str:
    """The page has photographs of a cat, a truck and a chair in place of scenes; returns the data set's path."""
    entry = Entry(str(homes), "Photographs", "", True, ("cat", "truck", "chair"), 90, 60, downloadable=False)
    monkeypatch.setattr("app.transfer.form.catalogue", lambda: [entry])
    made = torch.Generator().manual_seed(0)

    def images(count: int) -> Images:
        labels = torch.arange(count) % 3
        pixels = torch.randint(0, 60, (count, 3, 32, 32), generator=made, dtype=torch.uint8)
        pixels[torch.arange(count), labels] += 150
        return Images(pixels, labels, entry.classes)

    few(Dataset("photographs", images(90), images(60)))
    return entry.name
