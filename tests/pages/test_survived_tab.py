"""The tab "What survives training?" in each state that its two runs can be in. All runs are made up."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import plotly.graph_objects as go
import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest

from app.survived.figure import STYLES, survey_figure
from app.survived.plan import UNTRAINED, A, B, Named, Plan
from app.survived.result import _table
from app.survived.words import finding, said, written
from app.words import plain
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe, RunConfig, SubsetConfig
from ssl_demo.data.images import Dataset
from ssl_demo.data.scenes import generate
from ssl_demo.errors import UserError
from ssl_demo.evaluation.reading import Reading
from ssl_demo.evaluation.survey import Row, survey
from ssl_demo.models import make_encoder
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.training.calibration import remember_speed
from tests.pages.made_up_runs import TOTAL, Idle, idle_app, make_run, open_script, words

USUAL = RunConfig(data=SubsetConfig("scenes", images=10_000), seconds=20.0, epochs=4.0)
CROPS, COLOURS = PRESETS["Crop and mirror"], PRESETS["SimCLR"]


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    st.cache_data.clear()
    return idle_app(monkeypatch)


@pytest.fixture(scope="module")
def scenes() -> Dataset:
    return Dataset("scenes", generate(150, 1), generate(60, 2))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, scenes: Dataset) -> None:
    """The data set is a hundred scenes, not thousands."""
    monkeypatch.setattr("app.survived.measure.dataset", lambda config: scenes)


@pytest.fixture(scope="module")
def encoders(scenes: Dataset) -> list[dict[str, torch.Tensor]]:
    made = (make_encoder("S", scenes.train.pixels, generator(seed)).state_dict() for seed in range(3))
    return [{name: weights.contiguous() for name, weights in encoder.items()} for encoder in made]


def run_of(store: RunStore, recipe: Recipe, state: str = "done", reason: str = "", **more) -> Run:
    settings = dataclasses.replace(USUAL, recipe=recipe, **{k: v for k, v in more.items() if k in ("epochs", "seed")})
    fields = {field.name: getattr(settings, field.name) for field in dataclasses.fields(settings)}
    return make_run(store, state, reason, steps=more.get("steps", TOTAL), name=more.get("name", ""), **fields)


def trained(store: RunStore, encoders: list[dict[str, torch.Tensor]]) -> tuple[Run, Run]:
    """Finished runs of A and B, each with an encoder of its own."""
    runs = run_of(store, CROPS), run_of(store, COLOURS)
    for run, last in zip(runs, encoders[1:], strict=True):
        run.save_checkpoint("encoder-first", encoders[0])
        run.save_checkpoint("encoder-last", last)
    return runs


def tab() -> None:
    from app.survived.tab import survived_tab

    survived_tab()


def open_tab(**query: str) -> AppTest:
    return open_script(tab, **query)


def start(at: AppTest):
    return at.button(key="survived_train")


def bars(at: AppTest) -> list[str]:
    return [element.proto.text for element in at.get("progress")]


# Nothing is trained yet


def test_it_says_what_will_be_seen_what_differs_and_how_long_it_takes() -> None:
    at = open_tab()
    said_there = words(at)
    assert "What you will see" in said_there and "Guess before you train" in said_there
    assert "chance of losing all colour: 0 with A, 0.2 with B" in said_there.replace("\\", "")
    assert "chance of a mirror image" not in said_there
    assert "≈ **40 s** of training" in said_there
    assert start(at).label == "Train both" and not start(at).disabled
    assert not at.get("plotly_chart")


def test_one_click_queues_two_runs_that_differ_in_the_recipe_alone(store: RunStore, backend: Idle) -> None:
    other = make_run(store, "done", name="the current one")
    at = open_tab(survived_seed="7", survived_budget="1 minute", survived_images="5,000")
    start(at).click().run()
    assert not at.exception
    a, b = (run.config for run in backend.waiting)
    assert [run.name for run in backend.waiting] == ["SimCLR, recipe Crop and mirror", "SimCLR, recipe SimCLR"]
    assert (a.recipe, b.recipe) == (CROPS, COLOURS) and dataclasses.replace(a, recipe=COLOURS) == b
    assert (a.seed, a.seconds, a.data) == (7, 60.0, SubsetConfig("scenes", images=5_000))
    assert a.epochs and (a.method, a.encoder) == ("simclr", "S")
    # All pages stay with the run they were at.
    assert at.session_state["run"] == other.id
    assert "Both are on their way" in words(at) and start(at).disabled
    assert "Crop and mirror** · waiting, it is next" in bars(at)[0] and "with 1 more before it" in bars(at)[1]
    # Another page, or a reload, finds them by their settings.
    again = open_tab(survived_seed="7", survived_budget="1 minute", survived_images="5,000")
    assert len(bars(again)) == 2
    assert not bars(open_tab(survived_seed="8", survived_budget="1 minute", survived_images="5,000"))


def test_both_get_the_steps_that_fit_into_the_seconds_at_the_speed_known(backend: Idle) -> None:
    remember_speed(dataclasses.replace(USUAL, epochs=None), 5.0)
    start(open_tab()).click().run()
    # 20 s at 5 steps a second, of which 97 % cost (24/32)² as much: 174 steps, of 156 in an epoch.
    assert [run.config.epochs for run in backend.waiting] == [pytest.approx(174 / 156)] * 2


def test_a_healthy_run_of_the_same_settings_is_used(store: RunStore, backend: Idle) -> None:
    run_of(store, COLOURS, epochs=3.5)
    at = open_tab()
    assert start(at).label == "Train the missing one" and "The other one is here already" in words(at)
    assert "≈ **20 s** of training" in words(at)
    start(at).click().run()
    (run,) = backend.waiting
    assert run.config.recipe == CROPS and run.config.epochs == 3.5


def test_a_run_of_other_steps_is_not_compared_with(store: RunStore) -> None:
    run_of(store, CROPS)
    run_of(store, COLOURS, epochs=8.0)
    assert start(open_tab()).label == "Train the missing one"


def test_a_recipe_is_not_compared_with_itself() -> None:
    at = open_tab(survived_a="SimCLR")
    assert "A and B are the same recipe" in words(at)
    assert not [button for button in at.button if button.key == "survived_train"]


def test_the_recipe_made_on_the_page_can_be_chosen(backend: Idle) -> None:
    at = open_tab(recipe="hue:0.3", survived_a="Own recipe")
    told = words(at).replace("\\", "")
    assert "largest turn of the colour wheel, as a share of a full turn: 0.3 with A, 0.1 with B" in told
    start(at).click().run()
    assert backend.waiting[0].config.recipe == Recipe(hue=0.3)
    assert backend.waiting[0].name == "SimCLR, recipe Own recipe"
    assert "Own recipe" not in open_tab().selectbox(key="survived_a").options


@pytest.mark.parametrize(
    "query",
    [{"survived_a": "Magic"}, {"survived_b": "Own recipe"}, {"survived_images": "7"}, {"survived_dataset": "x"}],
)
def test_a_link_to_what_cannot_be_is_told(query: dict[str, str]) -> None:
    assert "The link asks for" in words(open_tab(**query))


# On their way, or ended early


def test_runs_on_their_way_are_drawn_and_can_be_stopped(store: RunStore, backend: Idle) -> None:
    running = run_of(store, CROPS, "running", steps=20, name="the first")
    waiting = run_of(store, COLOURS, "queued", steps=0, name="the second")
    backend.waiting = [waiting]
    at = open_tab()
    assert bars(at)[0] == "**the first** · at work, step 20 of 40" and "it is next" in bars(at)[1]
    assert "What you will see" in words(at) and not at.get("plotly_chart")
    at.button(key="survived_stop").click().run()
    assert not at.exception
    # The one that waits first, or it would begin.
    assert backend.asked == [("cancel", waiting.id), ("cancel", running.id)]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("failed", "**the first could not be trained.** The disk is \\*full\\*."),
        ("cancelled", "**the first** is cancelled. The disk is \\*full\\*."),
        ("paused", "**the first** is paused. The disk is \\*full\\*."),
    ],
)
def test_a_run_that_ended_early_says_why_and_is_offered_again(store: RunStore, state: str, sentence: str) -> None:
    run_of(store, CROPS, state, "The disk is *full*.", steps=20, name="the first")
    run_of(store, COLOURS)
    at = open_tab()
    assert sentence in words(at)
    assert start(at).label == "Train the missing one" and not start(at).disabled
    assert not at.get("plotly_chart")


def test_a_run_that_diverged_cannot_be_asked(store: RunStore) -> None:
    run = run_of(store, CROPS, "failed", "The loss is no number.", steps=20, name="the *first*")
    run.append({"type": "diverged", "step": 20})
    run_of(store, COLOURS)
    at = open_tab()
    assert "**the \\*first\\* diverged**, so there is nothing to ask it" in words(at)
    assert not at.get("plotly_chart")


# Done


def test_the_table_the_words_and_the_figure_say_what_was_measured(
    store: RunStore, few: None, scenes: Dataset, encoders
) -> None:
    trained(store, encoders)
    at = open_tab()
    said_there = words(at)
    assert "Both are trained" in said_there and "What survived" in said_there and "What you will see" not in said_there
    assert len(at.get("plotly_chart")) == 1
    asked = [make_encoder("S", scenes.train.pixels, generator(seed)) for seed in range(3)]
    rows = survey(dict(zip((UNTRAINED, A, B), asked, strict=True)), scenes)
    table = at.dataframe[0].value
    assert list(table["Property"])[:2] == ["class", "dominant colour"]
    assert list(table["Read as"]) == ["accuracy"] * 5 + ["R²"] * 6
    for side, title in ((UNTRAINED, "Untrained encoder"), (A, "A: Crop and mirror"), (B, "B: SimCLR")):
        assert list(table[title]) == [written(row, row.readings[side].value) for row in rows]
    plan = Plan(USUAL, Named("Crop and mirror", CROPS), Named("SimCLR", COLOURS))
    assert f"**{plain(finding(rows, plan))}**" in said_there
    assert all(sentence in said_there for sentence in said(rows, plan))


def test_encoders_are_asked_once(store: RunStore, few: None, encoders, monkeypatch: pytest.MonkeyPatch) -> None:
    trained(store, encoders)
    asked = []
    monkeypatch.setattr("app.survived.measure.survey", lambda *given: asked.append(given) or survey(*given))
    open_tab()
    open_tab()
    assert len(asked) == 1


def test_a_data_set_that_is_gone_is_told_in_one_sentence(
    store: RunStore, encoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(config: SubsetConfig) -> Dataset:
        raise UserError("There is no data set *here*.")

    trained(store, encoders)
    monkeypatch.setattr("app.survived.measure.dataset", gone)
    at = open_tab()
    assert [error.value for error in at.error] == ["There is no data set \\*here\\*."]
    assert start(at).disabled


def test_images_that_have_changed_are_not_asked_about(store: RunStore, few: None, scenes: Dataset, encoders) -> None:
    a, _ = trained(store, encoders)
    a.remember_images(scenes.test)
    assert "have changed since" in open_tab().error[0].value


def test_an_encoder_that_is_lost_is_told_in_one_sentence(store: RunStore, few: None) -> None:
    run_of(store, CROPS)
    run_of(store, COLOURS)
    assert "has no untrained encoder yet" in open_tab().error[0].value


# What is said of the numbers


def reading(value: float, measured: bool, count: int = 1_000) -> Reading:
    """Of which every test image says the same, or the first so many are right."""
    return Reading(torch.full((count,), value) if measured else (torch.arange(count) < value * count).float())


def row(name: str, untrained: float, a: float, b: float, measured: bool = False) -> Row:
    values = {UNTRAINED: untrained, A: a, B: b}
    return Row(name, measured, 0.0 if measured else 0.1, {who: reading(v, measured) for who, v in values.items()})


PLAN = Plan(USUAL, Named("Crop *only*", PRESETS["Crop only"]), Named("SimCLR", Recipe()))
ROWS = [row("class", 0.46, 0.46, 0.996), row("colour", 0.55, 0.99, 0.7), row("haze", 0.57, 0.83, 0.44, measured=True)]


def test_the_finding_names_the_largest_difference_either_way() -> None:
    assert finding(ROWS, PLAN) == "Crop *only* tells more of the paint of the toy, SimCLR of the class"
    assert finding(ROWS[:1], PLAN) == (
        "SimCLR tells more of the class than Crop *only*; no clear difference the other way round"
    )
    assert finding([row("class", 0.5, 0.6, 0.6)], PLAN).endswith("no clear difference in anything that was asked")


def test_the_sentences_hold_the_numbers() -> None:
    ours, theirs, lost = said(ROWS, PLAN)
    assert ours.startswith(
        "With **Crop \\*only\\***, the paint of the toy can be read off in **99\u00a0%** of the images, with SimCLR in "
        "70\u00a0% (by guessing in 10\u00a0%)."
    )
    assert "Also easier to read off: haze (R² 0.83 against 0.44)." in ours
    assert "the class can be read off in **99.6\u00a0%**" in theirs and "in 46\u00a0%" in theirs
    assert lost == (
        "**Training with SimCLR took away** what the untrained encoder had told: haze (R² 0.57 against 0.44)."
    )


def test_differences_within_the_noise_are_called_so() -> None:
    (sentence,) = said([row("class", 0.5, 0.702, 0.7)], PLAN)
    assert sentence.startswith("**No clear difference**: class (70\u00a0% against 70\u00a0%).")


def test_one_test_image_makes_no_difference_clear_and_has_no_margin() -> None:
    values = {UNTRAINED: 0.0, A: 0.0, B: 1.0}
    alone = Row("class", False, 0.1, {who: reading(value, True, 1) for who, value in values.items()})
    assert finding([alone], PLAN).endswith("no clear difference in anything that was asked")
    table = _table([alone], PLAN)
    assert list(table["B ahead of A by"]) == ["one image alone"] and list(table["Clear?"]) == ["no clear difference"]


def test_an_encoder_that_was_trained_on_under_the_same_step_is_asked_anew(
    store: RunStore, few: None, encoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = trained(store, encoders)
    asked = []
    monkeypatch.setattr("app.survived.measure.survey", lambda *given: asked.append(given) or survey(*given))
    open_tab()
    run.save_checkpoint("encoder-last", encoders[0])
    open_tab()
    assert len(asked) == 2


def test_values_are_written_with_the_digits_they_bear() -> None:
    share, measured = row("class", 0, 0, 0), row("haze", 0, 0, 0, measured=True)
    assert [written(share, value) for value in (0.4567, 0.996, 1.0)] == ["46\u00a0%", "99.6\u00a0%", "100\u00a0%"]
    assert [written(measured, value) for value in (-0.003, 0.4567, 0.996)] == ["0.00", "0.46", "0.996"]


def dots(figure: go.Figure, name: str) -> dict[str, float]:
    return {
        place: value
        for trace in figure.data
        if trace.name == name
        for place, value in zip(trace.y, trace.x, strict=True)
    }


def test_each_encoder_has_a_dot_of_its_own_look_for_each_property() -> None:
    figure = survey_figure(ROWS, PLAN)
    assert dots(figure, "B: SimCLR") == pytest.approx({"class": 0.996, "paint of the toy": 0.7, "haze": 0.44})
    assert dots(figure, "A: Crop *only*") == pytest.approx({"class": 0.46, "paint of the toy": 0.99, "haze": 0.83})
    assert dots(figure, "Chance") == {"class": 0.1, "paint of the toy": 0.1, "haze": 0.0}
    assert len({style.colour for style in STYLES.values()}) == len({style.marker for style in STYLES.values()}) == 3
    assert [axis.title.text for axis in figure.select_xaxes()] == [
        "test accuracy of a linear probe",
        "R² of a ridge regression on test images",
    ]
    assert sum(bool(trace.showlegend) for trace in figure.data) == 4


def test_photographs_need_one_panel_alone() -> None:
    assert len(list(survey_figure(ROWS[:2], PLAN).select_xaxes())) == 1
