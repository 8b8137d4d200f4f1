"""The tab on wrong labels in each state that its curve and its search can be in. All numbers here are made up."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.wrong_labels.form import CONTENDERS
from app.wrong_labels.found import in_words
from ssl_demo.config import CurveConfig, SubsetConfig, SuspectsConfig, to_dict
from ssl_demo.data.images import Dataset
from ssl_demo.data.scenes import generate
from ssl_demo.jobs import points as curve_points
from ssl_demo.jobs import suspects
from ssl_demo.jobs.suspects import Search, Suspect
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import Idle, idle_app, make_run, words

IMAGES = 24
FALLS = {"ssl": (0.6, 0.5), "finetuned": (0.7, 0.4), "supervised": (0.5, 0.1)}
"""Accuracies with no wrong labels, and with 60 %."""
TWO = {"wl_labels": "10", "wl_wrong": ["0 %", "60 %"]}


def tab() -> None:
    from app.label_budget.plan import curve_runs
    from app.wrong_labels.tab import show_wrong_labels

    show_wrong_labels(curve_runs())


def open_tab(**query: Any) -> AppTest:
    at = AppTest.from_function(tab, default_timeout=60)
    at.query_params.update(query)
    at.run()
    assert not at.exception
    return at


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return idle_app(monkeypatch)


@pytest.fixture
def run(store: RunStore, homes: Path) -> Run:
    """A finished run on a dozen images of each of two classes."""
    for split in ("train", "test"):
        for number, name in enumerate(("red", "blue")):
            folder = homes / "photos" / split / name
            folder.mkdir(parents=True)
            for i in range(IMAGES // 2):
                Image.new("RGB", (32, 32), (200 - 9 * i, 9 * i, 200 * number)).save(folder / f"{i:02d}.png")
    return make_run(store, "done", name="the run", data=SubsetConfig(str(homes / "photos"), images=IMAGES))


@pytest.fixture
def measured(store: RunStore, run: Run) -> Callable[..., CurveConfig]:
    """Gives the run points whose accuracies, by contender and share, scatter by half a point over three draws."""

    def measure(
        means: Mapping[str, tuple[float, ...]], wrong: tuple[float, ...] = (0.0, 0.6), **changes: Any
    ) -> CurveConfig:
        config = CurveConfig((run.id,), CONTENDERS, (10,), wrong=wrong, **changes)
        for point in curve_points.points(store, config, lambda _: dict.fromkeys(config.labels, False)):
            mean = means[point.contender][wrong.index(point.wrong)]
            accuracy = mean + 0.005 * (point.draw - 1)
            run.add_result(curve_points.RESULTS, {"key": point.key, "contender": point.contender, "accuracy": accuracy})
        return config

    return measure


def found(run: Run, wrong: float = 0.25, **changes: Any) -> Search:
    """Keeps the result of a search with the run: images 0 and 1 were flipped, 0 and 2 are suspected."""
    config = SuspectsConfig(run.id, wrong)
    flipped = wrong > 0
    search = Search(
        key=suspects.key_of(config),
        wrong=wrong,
        flips="symmetric",
        seed=0,
        images=24,
        of=24,
        flipped=6 if flipped else 0,
        suspected=8,
        precision=0.5 if flipped else None,
        recall=2 / 3 if flipped else None,
        partners=(1, 0),
        top=(Suspect(0, 1, 0, 0.01, flipped, 0), Suspect(2, 0, 1, 0.02, False, 0)),
        seconds=7.0,
    )
    search = dataclasses.replace(search, **changes)
    run.add_result(suspects.RESULTS, to_dict(search))
    return search


def button(at: AppTest, label: str):
    return next(button for button in at.button if button.label == label)


def bars(at: AppTest) -> list[str]:
    return [element.proto.text for element in at.get("progress")]


def sheets(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


# The curve


def test_before_anything_is_measured_it_says_why_it_matters_and_offers_both_buttons(run: Run) -> None:
    at = open_tab(wl_labels="10")
    said = words(at)
    assert "54 of 10,000 | 0.54\u00a0%" in said and "2,916 of 50,000 | 5.83\u00a0%" in said and "Northcutt" in said
    assert "The figure appears with its first point" in said
    assert "Searching 24 images takes about" in said
    assert not button(at, "Compute the missing points").disabled
    assert not button(at, "Find the wrong labels").disabled


def test_compute_queues_what_was_chosen(run: Run, backend: Idle) -> None:
    at = open_tab(**TWO, wl_draws="2", wl_flips="to the most similar class")
    button(at, "Compute the missing points").click().run()
    assert not at.exception
    (queued,) = backend.waiting
    assert queued.curve_config == CurveConfig((run.id,), CONTENDERS, (10,), draws=2, wrong=(0.0, 0.6), flips="similar")
    assert "Waiting in the queue" in bars(at)[0]
    assert button(at, "Compute the missing points").disabled


def test_points_are_drawn_read_out_and_offered_as_a_table(measured, run: Run) -> None:
    measured(FALLS)
    at = open_tab(**TWO)
    said = words(at)
    assert "From 0\u00a0% to 60\u00a0% wrong labels, the self-supervised probe loses 10.0 points" in said
    assert "The self-supervised probe loses least, and the draws bear it out against each of the others." in said
    assert "no protection" not in said
    assert "the self-supervised probe is ahead at 50.0\u00a0%, 10.0 points" in said
    assert "There, fine-tuning and training from scratch are worse than blind guessing, 50\u00a0%" in said
    assert len(at.get("plotly_chart")) == 1
    assert at.dataframe[0].value["Mean"].tolist() == pytest.approx([60, 70, 50, 50, 40, 10])
    assert at.dataframe[0].value["Wrong labels"].tolist() == [0, 0, 0, 60, 60, 60]
    assert "10 of each class" in said and "24 training and 24 test images" in said
    assert button(at, "Compute the missing points").disabled


def test_with_all_labels_wrong_it_says_what_to_expect(measured, run: Run) -> None:
    measured({"ssl": (0.6, 0.4), "finetuned": (0.7, 0.3), "supervised": (0.5, 0.45)}, wrong=(0.0, 1.0))
    said = words(open_tab(wl_labels="10", wl_wrong=["0 %", "100 %"]))
    assert "An accuracy below chance is then what to expect" in said
    assert "There, the self-supervised probe, fine-tuning and training from scratch are worse than blind" in said


def test_similar_flips_beyond_the_tipping_point_are_explained(measured, run: Run) -> None:
    measured(FALLS, wrong=(0.0, 1.0), flips="similar")
    said = words(open_tab(wl_labels="10", wl_wrong=["0 %", "100 %"], wl_flips="to the most similar class"))
    assert "there the wrong class wins" in said
    assert "Whoever is right then is right by mistake" in said


def test_of_two_classes_it_says_that_there_is_one_other_to_name(measured, run: Run) -> None:
    measured(FALLS)
    assert "With two classes there is one other to name" in words(open_tab(**TWO))


def test_without_a_share_there_is_a_sentence_and_the_search_is_still_there(run: Run) -> None:
    at = open_tab(wl_labels="10")
    at.get("button_group")[1].set_value([]).run()
    assert not at.exception
    assert "Choose at least one share of wrong labels" in words(at)
    assert not button(at, "Find the wrong labels").disabled


def test_counts_that_the_images_are_too_few_for_are_refused_in_a_sentence(run: Run) -> None:
    at = open_tab(wl_labels="500")
    assert "The smallest class has 12 training images" in words(at)
    assert not button(at, "Find the wrong labels").disabled


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [("failed", "The worker was killed.", "The worker was killed."), ("cancelled", "", "was stopped")],
)
def test_a_curve_that_ended_early_says_so_and_keeps_its_points(measured, store, run, state, reason, sentence) -> None:
    store.create(measured(FALLS), kind="curve").set_status(state, reason, step=4, total_steps=6)
    at = open_tab(**TWO)
    assert sentence in words(at)
    assert len(at.dataframe[0].value) == 6


def test_a_running_curve_can_be_stopped(measured, store: RunStore, run: Run, backend: Idle) -> None:
    job = store.create(measured(FALLS), kind="curve")
    job.set_status("running", phase="probing", step=4, total_steps=6)
    at = open_tab(**TWO)
    assert "4 of 6" in bars(at)[0]
    button(at, "Stop").click().run()
    assert backend.asked == [("cancel", job.id)]


# The search


def test_search_queues_the_share_and_the_flips_that_were_chosen(run: Run, backend: Idle) -> None:
    at = open_tab(**TWO, wl_flips="to the most similar class")
    button(at, "Find the wrong labels").click().run()
    (queued,) = backend.waiting
    assert queued.suspects_config == SuspectsConfig(run.id, 0.6, "similar")
    assert "Waiting in the queue" in bars(at)[0]
    assert button(at, "Find the wrong labels").disabled


def test_a_running_search_shows_its_progress_and_can_be_stopped(store: RunStore, run: Run, backend: Idle) -> None:
    job = store.create(SuspectsConfig(run.id, 0.6), kind="suspects")
    job.set_status("running", phase="reading the features", step=500, total_steps=2000)
    at = open_tab(**TWO)
    assert "**500 of 2,000 images read** · reading the features" in bars(at)[0]
    button(at, "Stop").click().run()
    assert backend.asked == [("cancel", job.id)]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("failed", "give at least two images of two classes a label each"), ("cancelled", "The search was stopped")],
)
def test_a_search_that_ended_early_says_so_where_it_belongs(store: RunStore, run: Run, state, sentence) -> None:
    reason = "Wrong labels show only among others; give at least two images of two classes a label each."
    store.create(SuspectsConfig(run.id, 0.6), kind="suspects").set_status(state, reason)
    at = open_tab(**TWO)
    assert sentence in words(at)
    assert not button(at, "Find the wrong labels").disabled
    assert sentence not in words(open_tab(**TWO, wl_search="0 %"))


def test_what_was_found_is_told_in_numbers_words_and_pictures(run: Run) -> None:
    found(run, 0.2)
    at = open_tab(wl_labels="10", wl_search="20 %")
    assert {metric.label: metric.value for metric in at.metric} == {
        "Flipped by us": "6",
        "Suspected": "8",
        "Precision": "50\u00a0%",
        "Recall": "67\u00a0%",
    }
    said = words(at)
    assert "Of the 8 suspects, **50\u00a0%** were flipped by us" in said
    assert "pointing at labels blindly would reach 25\u00a0%" in said
    assert "**The 2 most suspicious**, 1 of them flipped by us" in said
    assert "drawn by a program" not in said
    assert ">given: red / features say: blue · flipped by us<" in sheets(at)
    assert ">given: blue / features say: red<" in sheets(at)
    assert sheets(at).count("0 0 0 3px") == 1
    assert button(at, "Find the wrong labels").disabled


def test_many_suspects_are_unfolded_on_demand(run: Run) -> None:
    found(run, 0.2, top=tuple(Suspect(place % 24, 0, 1, 0.1, True, 1) for place in range(48)))
    at = open_tab(wl_labels="10", wl_search="20 %")
    assert "The next 24" in [expander.label for expander in at.expander]
    assert sheets(at).count("<figcaption>") == 48


def test_in_the_data_as_they_are_a_suspect_is_a_question(run: Run) -> None:
    found(run, 0.0)
    at = open_tab(wl_labels="10", wl_search="0 %")
    said = words(at)
    assert [metric.label for metric in at.metric] == ["Suspected"]
    assert "in the data as they are" in said and "a question to a person, not a verdict" in said
    assert "54 of 10,000 labels, 0.54\u00a0%" in said
    assert "flipped by us" not in sheets(at) and "0 0 0 3px" not in sheets(at)


def test_images_that_changed_since_are_told_instead_of_shown(run: Run) -> None:
    found(run, 0.2)
    from app.state import dataset

    run.remember_images(dataset(run.config.data).train.take(torch.arange(23)))
    at = open_tab(wl_labels="10", wl_search="20 %")
    assert "have changed since the run was trained" in words(at)
    assert not sheets(at)


def test_drawn_images_have_no_wrong_labels_of_their_own(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes = importlib.import_module("ssl_demo.data.scenes.generate")
    monkeypatch.setattr(scenes, "make_scenes", lambda _: Dataset("scenes", generate(200, 1), generate(20, 2)))
    found(make_run(store, "done", data=SubsetConfig("scenes", images=200)), 0.0)
    said = words(open_tab(wl_labels="10", wl_search="0 %"))
    assert "its labels are right by construction" in said


def test_partners_are_shown_once_a_search_has_found_them(run: Run) -> None:
    query = {"wl_labels": "10", "wl_flips": "to the most similar class"}
    assert "once a search for wrong labels, below, has worked them out" in words(open_tab(**query))
    found(run, 0.0, of=100)
    assert "By the features of a sample of 24 images: blue → red, red → blue." in words(open_tab(**query))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"flipped": 24, "precision": 1.0, "recall": 0.3}, "here precision says nothing"),
        ({"precision": 1.0}, "No label was suspected that we had left alone"),
        ({"flipped": 24, "suspected": 0, "precision": None, "recall": 0.0}, "simply another name"),
        ({"suspected": 0, "precision": None, "recall": 0.0}, "All 6 flipped labels went unnoticed"),
        ({"suspected": 0, "flipped": 0, "precision": None, "recall": None}, "Every label fits what the features say"),
    ],
    ids=["all wrong", "perfect", "all wrong, unnoticed", "unnoticed", "nothing wrong"],
)
def test_ends_of_the_scale_are_told_for_what_they_are(run: Run, changes: dict, sentence: str) -> None:
    assert sentence in in_words(found(run, **changes))


# Links


@pytest.mark.parametrize(
    "query",
    [{"wl_run": "nobody"}, {"wl_labels": "7"}, {"wl_wrong": ["3 %"]}, {"wl_flips": "up"}, {"wl_search": "99 %"}],
)
def test_a_link_to_what_cannot_be_is_told(run: Run, query: dict) -> None:
    at = open_tab(**query)
    assert "The link asks for" in words(at)
    assert not button(at, "Find the wrong labels").disabled


def test_the_run_of_a_link_is_the_one_that_is_looked_at(store: RunStore, run: Run, backend: Idle) -> None:
    make_run(store, "done", name="newer", data=run.config.data)
    at = open_tab(wl_run=run.id, wl_labels="10")
    assert at.selectbox[0].value == run.id
    button(at, "Find the wrong labels").click().run()
    assert backend.waiting[0].suspects_config.run == run.id
