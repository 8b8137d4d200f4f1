"""The tab "More data, bigger models" in each state that its runs and points can be in. All numbers are made up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from ssl_demo.config import CurveConfig, SubsetConfig
from ssl_demo.jobs.points import RESULTS, points
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import Idle, idle_app, make_run, words

EACH = 120
"""Training images in each of the two classes."""
COMPARED = ("hog", "kmeans", "supervised_S", "supervised_M", "supervised_L")


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a folder of plain images in two classes."""
    folder = tmp_path_factory.mktemp("plain")
    for split, count in (("train", EACH), ("test", 2)):
        for number, name in enumerate(("red", "blue")):
            home = folder / split / name
            home.mkdir(parents=True)
            for i in range(count):
                Image.new("RGB", (32, 32), (200 - i, i, 200 * number)).save(home / f"{i:03}.png")
    return str(folder)


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return idle_app(monkeypatch)


@pytest.fixture
def trained(store: RunStore, backend: Idle, images: str) -> Callable[..., Run]:
    """Makes a run on so many of the images."""

    def make(count: int | None, state: str = "done", reason: str = "", **settings) -> Run:
        return make_run(store, state, reason, data=SubsetConfig(images, images=count), **settings)

    return make


def tab() -> None:
    from app.label_budget.plan import curve_runs
    from app.scaling.tab import show_scaling

    show_scaling(curve_runs())


def open_tab(**query: str | list[str]) -> AppTest:
    at = AppTest.from_function(tab, default_timeout=60)
    at.query_params.update(query)
    at.run()
    assert not at.exception
    return at


def button(at: AppTest, label: str):
    return next(found for found in at.button if found.label == label)


def bars(at: AppTest) -> list[str]:
    return [element.proto.text for element in at.get("progress")]


def measure(store: RunStore, config: CurveConfig, accuracy: Callable[[str, int], float]) -> None:
    """Keeps points that nobody measured; the luck of a draw is the same everywhere."""

    def counts(run_id: str) -> dict[int, bool]:
        return {count: 2 * count == store.get(run_id).config.data.images for count in config.labels}

    for point in points(store, config, counts):
        luck = 0.01 * (point.draw - 1)
        about = {"contender": point.contender, "run": point.run, "labels_per_class": point.labels_per_class}
        number = accuracy(point.contender, point.labels_per_class) + luck
        store.get(point.run).add_result(RESULTS, {"key": point.key, "draw": point.draw, "accuracy": number, **about})


def probed(*runs: Run, count: int = 10) -> CurveConfig:
    return CurveConfig(runs=tuple(run.id for run in runs), contenders=("ssl",), labels=(count,), draws=3)


def with_labels(run: Run, *counts: int, draws: int = 3) -> CurveConfig:
    return CurveConfig(runs=(run.id,), contenders=COMPARED, labels=counts, draws=draws, supervised_share=0.3)


def job(store: RunStore, config: CurveConfig, state: str, reason: str = "", done: int = 0) -> Run:
    made = store.create(config, kind="curve")
    made.set_status(state, reason, step=done, total_steps=24, phase="probing" if state == "running" else "")
    return made


# Nothing is measured yet


def test_it_says_what_will_be_seen_and_offers_to_measure_it(store: RunStore, trained) -> None:
    run = trained(200)
    at = open_tab()
    assert words(at).count("Make a guess before you look") == 2
    assert not at.get("plotly_chart")
    button(at, "Measure the points with labels").click().run()
    assert not at.exception
    # 100 images in each class: 10, 50 and all of them
    (queued,) = store.list(kind="curve")
    assert queued.curve_config == with_labels(run, 10, 50, 100)
    assert button(at, "Measure the points with labels").disabled
    assert "Waiting in the queue" in bars(at)[0]


def test_it_offers_to_probe_the_runs_that_are_done(store: RunStore, trained) -> None:
    trained(240, "running", steps=10)
    small, own = trained(100), trained(200, name="mine")
    button(open_tab(), "Measure the points without labels").click().run()
    (queued,) = store.list(kind="curve")
    assert queued.curve_config == probed(small, own)


def test_the_missing_runs_are_offered_with_their_time(store: RunStore, backend: Idle, trained) -> None:
    own = trained(100, name="mine", seconds=60.0)
    at = open_tab(md_images=["100", "200", "240"])
    assert "Not trained yet: 200, 240 images. That is 2 runs, ≈ **2 min**" in words(at)
    button(at, "Train the missing runs").click().run()
    assert not at.exception
    assert [run.name for run in backend.waiting] == ["mine, 200 images", "mine, 240 images"]
    for run, count in zip(backend.waiting, (200, 240), strict=True):
        data = dataclasses.replace(own.config.data, images=count)
        assert run.config == dataclasses.replace(own.config, data=data, epochs=None)
    # The tab stays with the run it was about, though newer ones are there now.
    assert at.session_state["run"] == own.id
    assert button(at, "Train the missing runs").disabled


def test_runs_without_a_budget_of_time_are_repeated_for_as_many_epochs(backend: Idle, trained) -> None:
    trained(100, seconds=None, epochs=40.0)
    at = open_tab(md_images=["240"])
    # The run took 20 seconds.
    assert "That is one run of 48 s" in words(at) and "seen 40 times in all of them" in words(at)
    button(at, "Train the missing runs").click().run()
    assert backend.waiting[0].config.epochs == 40.0


def test_a_run_on_all_images_is_not_trained_again(trained) -> None:
    trained(None)
    at = open_tab()
    assert "is trained or on its way" in words(at)
    assert button(at, "Train the missing runs").disabled


# Runs on their way


def test_runs_in_training_are_shown_and_can_be_stopped(backend: Idle, trained) -> None:
    trained(100)
    active = trained(240, "running", steps=10)
    at = open_tab()
    assert "**240 images**" in bars(at)[0] and "running, 25%" in bars(at)[0]
    button(at, "Stop training").click().run()
    assert not at.exception
    assert backend.asked == [("cancel", active.id)]


def test_a_run_that_failed_says_why_and_is_offered_again(trained) -> None:
    trained(100)
    trained(240, "failed", "The disk is full.", steps=10)
    at = open_tab()
    assert "**The run on 240 images failed.** The disk is full." in words(at)
    assert not button(at, "Train the missing runs").disabled


def test_a_run_that_was_stopped_is_offered_again(trained) -> None:
    trained(100)
    trained(240, "cancelled", "It was stopped by hand.", steps=10)
    at = open_tab()
    assert "Stopped before the end: 240 images" in words(at)
    assert not button(at, "Train the missing runs").disabled


# Points


def test_both_figures_are_drawn_read_out_and_offered_as_one_table(store: RunStore, trained) -> None:
    small, own = trained(100), trained(200)
    means = {"hog": (0.5, 0.504), "kmeans": (0.5, 0.5)}
    measure(store, with_labels(own, 50, 100, draws=3), lambda c, n: means.get(c, (0.6, 0.7))[n // 100])
    measure(store, probed(small), lambda *_: 0.6)
    measure(store, probed(own), lambda *_: 0.7)
    at = open_tab(md_labels=["50", "100"], md_draws="3")
    said = words(at)
    assert len(at.get("plotly_chart")) == 2
    assert "Everything chosen here is measured" in said and "Every run that is done is measured" in said
    assert "Classic features level off" in said
    assert "From 100 to 200 unlabelled images, **encoder S** gained 10.0 points" in said
    assert "The test split tunes nothing" in said and "each seen less often" in said
    assert len(at.dataframe[0].value) == 5 * 2 + 2
    assert at.get("download_button")


def test_a_single_run_is_a_single_point(store: RunStore, trained) -> None:
    own = trained(100)
    measure(store, probed(own), lambda *_: 0.6)
    at = open_tab()
    assert len(at.get("plotly_chart")) == 1
    assert "One run is one point" in words(at)


def test_points_of_networks_are_another_measurement_with_more_compute(store: RunStore, trained) -> None:
    own = trained(200)
    measure(store, with_labels(own, 50, 100), lambda *_: 0.6)
    at = open_tab(md_labels=["50", "100"], md_share="all of it")
    # Classic features are measured; three networks, two counts, three draws are not.
    assert "18 measurements are missing" in words(at)
    assert len(at.dataframe[0].value) == 4


def test_what_the_sizes_took_is_told_once_it_is_measured(store: RunStore, trained) -> None:
    run = trained(200)
    assert "the first measurement will tell" in words(open_tab())
    done = job(store, with_labels(run, 10), "done", done=2)
    for contender, seconds in (("supervised_S", 2.0), ("supervised_L", 9.5)):
        done.append({"type": "point", "contender": contender, "seconds": seconds})
    assert "on average, S 2.0 s, L 9.5 s a point" in words(open_tab())


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        ("failed", "The worker process was killed.", "The worker process was killed."),
        ("cancelled", "It was stopped by hand.", "Every point that was finished is kept"),
    ],
)
def test_a_job_that_ended_early_keeps_the_points(store: RunStore, trained, state, reason, sentence) -> None:
    run = trained(100)
    measure(store, probed(run), lambda *_: 0.6)
    job(store, with_labels(run, 10), state, reason)
    at = open_tab()
    assert sentence in words(at)
    assert len(at.dataframe[0].value) == 1
    assert not button(at, "Measure the points with labels").disabled


def test_a_job_at_work_on_a_sibling_is_shown_and_can_be_stopped(store: RunStore, backend: Idle, trained) -> None:
    small, _ = trained(100), trained(200)
    running = job(store, probed(small), "running", done=1)
    at = open_tab()
    assert "of 24 measured" in bars(at)[0]
    assert button(at, "Measure the points with labels").disabled
    button(at, "Stop").click().run()
    assert backend.asked == [("cancel", running.id)]


# Too little data, and links


def test_runs_with_too_few_images_for_the_labels_are_left_out(store: RunStore, trained) -> None:
    trained(100)
    at = open_tab(md_probe="100")
    assert "Left out: 100 images" in words(at)
    assert button(at, "Measure the points without labels").disabled
    trained(240)
    at = open_tab(md_probe="100")
    button(at, "Measure the points without labels").click().run()
    assert len(store.list(kind="curve")[0].curve_config.runs) == 1


def test_a_dozen_images_are_enough_to_open_it(store: RunStore, backend: Idle) -> None:
    make_run(store, "done")
    at = open_tab(md_labels=["6"])
    assert "Left out: 12 images" in words(at)
    button(at, "Measure the points with labels").click().run()
    assert store.list(kind="curve")[0].curve_config.labels == (6,)


def test_counts_of_another_run_are_dropped_with_it(store: RunStore, trained) -> None:
    large, small = trained(240, name="large"), trained(100, name="small")
    at = open_tab()
    at.session_state["run"] = large.id
    at.run()
    at.session_state["md_labels"] = [50, 120]
    at.run()
    assert at.session_state["md_labels"] == [50, 120]
    at.session_state["run"] = small.id
    at.run()
    assert not at.exception
    assert at.session_state["md_labels"] == [50]


def test_a_run_that_cannot_be_probed_leaves_the_newest_that_can(trained) -> None:
    trained(100, name="the probed one")
    trained(100, method="supervised", name="the newer one")
    assert "From **the probed one**" in words(open_tab())


def test_nothing_chosen_is_asked_for_in_one_sentence(trained) -> None:
    trained(100)
    at = open_tab()
    at.session_state["md_lines"] = []
    at.run()
    assert not at.exception
    assert "Choose at least one line" in words(at)


@pytest.mark.parametrize(
    "query", [{"md_labels": ["7"]}, {"md_draws": "99"}, {"md_share": "all"}, {"md_lines": ["magic"]}, {"md_probe": "3"}]
)
def test_a_link_to_what_cannot_be_is_told_and_the_usual_choice_shown(trained, query) -> None:
    trained(100)
    at = open_tab(**query)
    assert "The link asks for" in words(at)
    assert "measurements are missing" in words(at) and "3 probes are missing" in words(at)
