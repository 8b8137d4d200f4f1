"""The tab "When it learns the wrong thing" in each state that its runs can be in. All numbers are made up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

from app.shortcut.ladder import POSITIONS, config_at
from ssl_demo.config import CurveConfig
from ssl_demo.data.scenes import generate
from ssl_demo.jobs.points import RESULTS, points
from ssl_demo.models import make_encoder
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import Idle, idle_app, make_run, open_script, words

MADE_UP = {0.0: 0.8, 0.25: 0.4, 1.0: 0.12}
"""Accuracies of the linear probe, by the strength of the wallpaper."""


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return idle_app(monkeypatch)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data sets of hundreds of scenes, not thousands."""
    # The package has a function of the module's name.
    module = sys.modules["ssl_demo.data.scenes.generate"]
    monkeypatch.setattr(module, "TRAIN", 600)
    monkeypatch.setattr(module, "TEST", 20)


@pytest.fixture
def trained(store: RunStore, backend: Idle) -> Callable[..., Run]:
    """Makes a run at a strength of the wallpaper."""

    def make(wallpaper: float, state: str = "done", reason: str = "", length: str = "short", **more) -> Run:
        config = config_at(wallpaper, length)
        run = make_run(store, state, reason, data=config.data, epochs=config.epochs, seconds=None, **more)
        assert run.config == config
        return run

    return make


@pytest.fixture(scope="module")
def encoder() -> dict[str, torch.Tensor]:
    made = make_encoder("S", generate(50, 1).pixels, torch.Generator().manual_seed(0))
    return {name: weights.contiguous() for name, weights in made.state_dict().items()}


@pytest.fixture
def with_encoder(trained, encoder) -> Callable[..., Run]:
    """Makes a finished run whose encoder can be looked into."""

    def make(wallpaper: float) -> Run:
        run = trained(wallpaper)
        for name in ("encoder-first", "encoder-last"):
            run.save_checkpoint(name, encoder)
        return run

    return make


def tab() -> None:
    from app.shortcut.tab import show_shortcut

    show_shortcut()


def open_tab(**query: str) -> AppTest:
    return open_script(tab, **query)


def button(at: AppTest, label: str):
    return next(found for found in at.button if found.label == label)


def labels(at: AppTest) -> list[str]:
    return [found.label for found in at.button]


def charts(at: AppTest) -> int:
    return len(at.get("echarts_chart")) + len(at.get("plotly_chart"))


def measure(store: RunStore, config: CurveConfig) -> None:
    """Keeps probes that nobody measured."""
    for point in points(store, config, lambda _: dict.fromkeys(config.labels, False)):
        wallpaper = next(w for w in MADE_UP if config_at(w, "short") == store.get(point.run).config)
        about = {"contender": point.contender, "run": point.run, "labels_per_class": point.labels_per_class}
        accuracy = (MADE_UP[wallpaper] if point.contender == "ssl" else 0.2) + 0.01 * (point.draw - 1)
        store.get(point.run).add_result(RESULTS, {"key": point.key, "draw": point.draw, "accuracy": accuracy, **about})


def probes(*runs: Run) -> CurveConfig:
    return CurveConfig(runs=tuple(run.id for run in runs), contenders=("ssl", "untrained"), labels=(10, 50), draws=3)


# Nothing is trained yet


def test_it_shows_what_the_number_means_and_asks_for_a_guess(backend: Idle) -> None:
    at = open_tab()
    said = words(at)
    assert "Some scenes, no wallpaper" in said and "Make a guess before you train" in said
    assert "5 runs are missing: ≈ **1 min 40 s**" in said
    assert charts(at) == 0
    pictures = [element.proto.body for element in at.get("html")]
    assert sum("background-image" in picture for picture in pictures) == 2
    at.select_slider[0].set_value(1.0).run()
    assert not at.exception
    assert "Some scenes, wallpaper 1" in words(at)
    assert [element.proto.body for element in at.get("html")] != pictures


def test_one_strength_is_queued_with_the_settings_of_the_ladder(backend: Idle) -> None:
    at = open_tab(wallpaper="0.5")
    button(at, "Train at this strength").click().run()
    assert not at.exception
    (run,) = backend.waiting
    assert run.config == config_at(0.5, "short")
    assert run.config.data.dataset == "scenes:position=0.6,scale=0.5,wallpaper=0.5"
    assert run.name == "SimCLR, wallpaper 0.5, 20 seconds"
    assert button(at, "Train at this strength").disabled and not button(at, "Train the whole ladder").disabled
    assert "4 runs are missing" in words(at) and "Waiting: wallpaper 0.5." in words(at)


def test_the_ladder_is_queued_the_most_telling_strengths_first(store: RunStore, backend: Idle, trained) -> None:
    done, other = trained(0.25), make_run(store, "done", name="the current one")
    at = open_tab()
    assert "4 runs are missing" in words(at)
    button(at, "Train the whole ladder").click().run()
    assert not at.exception
    assert [run.config for run in backend.waiting] == [config_at(w, "short") for w in (0.0, 1.0, 0.5, 0.1)]
    # All pages stay with the run they were at.
    assert at.session_state["run"] == other.id != done.id
    assert button(at, "Train the whole ladder").disabled
    assert "Waiting: no wallpaper, then wallpaper 1, then wallpaper 0.5, then wallpaper 0.1" in words(at)


def test_the_seconds_are_those_of_this_machine_once_it_is_known(backend: Idle, monkeypatch) -> None:
    monkeypatch.setattr("app.shortcut.ladder.known_speed", lambda config: 5.0)
    # Five runs of 748 steps, 726 of them at (24 / 32)² of the work.
    assert "≈ **7 min 10 s**" in words(open_tab())


def test_runs_of_another_length_or_other_settings_are_not_of_the_ladder(trained) -> None:
    trained(0.0, length="long")
    trained(1.0)
    assert "4 runs are missing" in words(open_tab())
    assert "4 runs are missing: ≈ **4 min**" in words(open_tab(wallpaper_time="1 minute"))


# On their way


def test_a_run_in_training_is_drawn_and_can_be_stopped(backend: Idle, trained) -> None:
    running, waiting = trained(0.0, "running", steps=20), trained(1.0, "queued", steps=0)
    backend.waiting = [waiting]
    at = open_tab()
    (bar,) = at.get("progress")
    assert bar.proto.text == "**no wallpaper** · at work, step 20 of 40" and bar.proto.value == 50
    assert "Waiting: wallpaper 1." in words(at)
    assert charts(at) == 2
    assert "What the features are worth" not in words(at)
    button(at, "Stop training").click().run()
    assert not at.exception
    assert backend.asked == [("cancel", running.id), ("cancel", waiting.id)]


def test_it_can_be_opened_before_the_first_step(trained) -> None:
    trained(1.0, "running", steps=0)
    at = open_tab()
    assert charts(at) == 0 and "**wallpaper 1** · at work" in at.get("progress")[0].proto.text


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        ("failed", "The disk is *full*.", "**The run with wallpaper 1 failed.** The disk is \\*full\\*."),
        ("cancelled", "It was stopped by hand.", "Stopped before the end: wallpaper 1."),
        ("paused", "The app was closed.", "Stopped before the end: wallpaper 1."),
    ],
)
def test_a_run_that_ended_early_says_so_and_is_offered_again(trained, state, reason, sentence) -> None:
    trained(1.0, state, reason, steps=20)
    at = open_tab(wallpaper="1")
    assert sentence in words(at)
    assert not button(at, "Train at this strength").disabled
    assert charts(at) == 2


# Done


def test_one_run_is_one_point(store: RunStore, backend: Idle, trained) -> None:
    run = trained(1.0)
    at = open_tab()
    assert charts(at) == 3
    said = words(at)
    assert "One run is one point" in said
    assert "With wallpaper 1, the encoder is 36.0 points above what it was before its first step (25.0%)" in said
    assert "Once a run without a wallpaper and one with a wallpaper are done" in said
    button(at, "Measure with a linear probe").click().run()
    assert not at.exception
    (job,) = store.list(kind="curve")
    assert job.curve_config == probes(run)
    assert button(at, "Measure with a linear probe").disabled


def test_probes_are_drawn_and_read_out(store: RunStore, trained) -> None:
    measure(store, probes(*(trained(wallpaper) for wallpaper in MADE_UP)))
    at = open_tab(wallpaper_by="Linear probe, 10 labels per class")
    said = words(at)
    assert button(at, "Measure with a linear probe").disabled
    assert "the accuracy (Linear probe, 10 labels per class) fell from 80.0% to **12.0%**. Chance is 10%" in said
    assert "With wallpaper 1, the encoder is 8.0 points **below** what it was before its first step (20.0%)" in said
    assert "The loss at the end stayed" not in said and "the loss at the end stayed about the same" in said
    table = at.dataframe[0].value
    assert list(table["Wallpaper"]) == [0.0, 0.25, 1.0]
    assert list(table["Linear probe, 50 labels per class, trained"]) == pytest.approx([80, 40, 12])
    assert list(table["kNN, untrained"]) == pytest.approx([25, 25, 25])


def test_probes_that_are_missing_are_asked_for(trained) -> None:
    trained(0.0)
    at = open_tab(wallpaper_by="Linear probe, 50 labels per class")
    assert "These probes are not measured yet" in words(at)
    assert "12 probes are missing" in words(at)


def test_a_probe_at_work_is_shown(store: RunStore, backend: Idle, trained) -> None:
    job = store.create(probes(trained(1.0)), kind="curve")
    job.set_status("running", step=3, total_steps=12, phase="probing the trained encoder")
    at = open_tab()
    assert "**3 of 12 measured**" in at.get("progress")[0].proto.text
    button(at, "Stop").click().run()
    assert backend.asked == [("cancel", job.id)]


def test_what_two_encoders_look_at_stands_side_by_side(with_encoder) -> None:
    for wallpaper in (0.0, 0.5, 1.0):
        with_encoder(wallpaper)
    at = open_tab()
    said = words(at)
    assert "##### Learned with no wallpaper" in said and "##### Learned with wallpaper 1" in said
    assert said.count("of what the embedding reacts to") == 2
    assert "The encoder that learned with wallpaper 1 goes **by the background in " in said
    # The slider names the one to compare with, where there is a run.
    at = open_tab(wallpaper="0.5")
    assert "##### Learned with wallpaper 0.5" in words(at)


def test_an_encoder_that_was_trained_anew_to_the_same_step_is_looked_into_anew(with_encoder) -> None:
    with_encoder(0.0)
    run = with_encoder(1.0)
    before = told_by_encoders(open_tab())
    other = make_encoder("S", generate(50, 1).pixels, torch.Generator().manual_seed(1)).state_dict()
    run.save_checkpoint("encoder-last", {name: weights.contiguous() for name, weights in other.items()})
    after = told_by_encoders(open_tab())
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False]


def told_by_encoders(at: AppTest) -> list[str]:
    """What is said of where the honest encoder looks, and the other one."""
    return [text.value for text in at.markdown if "embedding reacts to" in text.value]


def test_an_encoder_that_is_lost_is_told_in_one_sentence(trained) -> None:
    trained(0.0)
    trained(1.0)
    at = open_tab()
    assert "has no trained encoder yet" in words(at)
    assert "What cures it" in words(at)


def test_a_finished_ladder_asks_for_nothing_more(trained) -> None:
    for wallpaper in POSITIONS:
        trained(wallpaper)
    at = open_tab()
    assert "All strengths are trained or on their way" in words(at)
    assert "Stop training" not in labels(at)


@pytest.mark.parametrize("query", [{"wallpaper": "0.3"}, {"wallpaper_time": "1 hour"}, {"wallpaper_by": "magic"}])
def test_a_link_to_what_cannot_be_is_told(trained, query) -> None:
    trained(0.0)
    assert "The link asks for" in words(open_tab(**query))
