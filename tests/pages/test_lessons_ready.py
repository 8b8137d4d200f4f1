"""The lessons that come with the app: each step opens its page with its settings, and none of them is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.lesson.shelf import READY, lesson_of
from app.shortcut.ladder import config_at
from app.words import plain
from ssl_demo.classroom.lessons.lesson import OWN_SEED
from ssl_demo.config import SubsetConfig
from ssl_demo.methods import suited, usual_config
from ssl_demo.methods.sabotage import sabotaged, sabotages_of
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import (
    FIGURES,
    TOTAL,
    idle_app,
    make_run,
    make_untaught_run,
    open_page,
    story,
    words,
)

STEPS = [(name, number) for name in READY for number in range(1, len(lesson_of(name).steps) + 1)]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, homes) -> Iterator[RunStore]:
    idle_app(monkeypatch)
    st.cache_resource.clear()
    yield RunStore(homes / "runs")
    st.cache_resource.clear()


@pytest.mark.parametrize("name", READY)
def test_a_lesson_takes_20_to_40_minutes_in_5_to_8_steps_that_add_up(name: str) -> None:
    lesson = lesson_of(name)
    assert 20 <= lesson.minutes <= 40
    assert 5 <= len(lesson.steps) <= 8
    assert sum(step.minutes for step in lesson.steps) == lesson.minutes
    questions = [step.question for step in lesson.steps if step.question]
    told = [lesson.revealed_at(number) for number in range(1, len(lesson.steps) + 1)]
    assert questions and all(question in told for question in questions)


@pytest.mark.parametrize(("name", "number"), STEPS)
def test_a_step_opens_its_page_with_its_settings(name: str, number: int, store: RunStore) -> None:
    step = lesson_of(name).steps[number - 1]
    run = make_run(store, "done") if step.page != "augmentations" else make_untaught_run(store)
    at = open_page(step.page, run.id, lesson=name, lesson_step=str(number))
    assert not at.exception
    assert [each.value for each in at.warning] == []
    assert [each.value for each in at.error] == []
    assert plain(step.title) in [each.value for each in at.subheader]
    for control in step.settings:
        assert control in at.session_state or control in at.query_params, control
    for control in step.lock:
        assert widget(at, control).disabled, control
    styles = " ".join(element.proto.body for element in at.get("html"))
    for control in step.hide:
        assert f".st-key-{control}" in styles
        assert widget(at, control)
    assert ("seed" in at.session_state) is (step.settings.get("seed") == OWN_SEED)


def widget(at: AppTest, name: str):
    """The control that the page drew under this name in links."""
    name = {"recipe": "train_recipe"}.get(name, name)
    kinds = ("selectbox", "slider", "select_slider", "number_input", "toggle", "multiselect", "button_group")
    return next(each for kind in kinds for each in at.get(kind) if each.key == name)


def test_the_curve_waits_for_its_question_and_then_stands_beside_the_guess(store: RunStore) -> None:
    run = make_run(store, "done")
    key = "how_many_labels_is_it_worth.2"
    at = open_page("label_budget", run.id, lesson=key[:-2], lesson_step="3")
    assert [each.value for each in at.info] == ["The curve waits until the lesson's question above is revealed."]
    assert "First your guess" not in [each.value for each in at.subheader]
    at.session_state["lesson_answers"] = {key: {"1": 0.25, "10": 0.5, "100": 0.75}}
    at.run()
    at.button(key=f"reveal_{key}").click().run()
    assert not at.exception
    assert [each.value for each in at.info] == []
    assert "You said\n25% at 1, 50% at 10 and 75% at 100." in words(at)
    table = next(frame.value for frame in at.dataframe if "You said" in frame.value)
    assert list(table["You said"]) == [25.0, 50.0, 75.0]
    assert "The figure appears with its first point" in words(at)


def test_the_verdict_waits_for_its_question(store: RunStore) -> None:
    healthy = suited(usual_config("simclr", data=SubsetConfig(images=10_000), seconds=20.0))
    sabotage = next(each for each in sabotages_of(healthy) if each.title == "Multiply the learning rate by 30")
    for config in (healthy, sabotaged(healthy, sabotage)):
        run = store.create(dataclasses.replace(config, epochs=4.0))
        for event in story(TOTAL):
            run.append(event)
        run.set_status("done", step=TOTAL, total_steps=TOTAL, figures=FIGURES)
    at = open_page("collapse_lab", lesson="how_it_fails")
    assert [each.value for each in at.info] == [FIRST]
    assert not any(title in words(at) for title in ("Loss", "The verdict waits"))
    at.session_state["lesson_answers"] = {"how_it_fails.1": "Neither"}
    at.run()
    assert not at.info
    assert "Loss" in words(at) and "The verdict waits" in words(at)
    assert "What cures it, and why" not in words(at)
    assert "lab_overview" not in at.session_state
    assert "First your guess: what will happen?" not in [each.label for each in at.radio]
    at.session_state["lesson_revealed"] = {"how_it_fails.1": True}
    at.run()
    assert "The verdict waits" not in words(at)
    assert "What cures it, and why" in words(at)
    assert "lab_overview" in at.session_state


FIRST = "First your guess, above. Then you see here what the run says."


def test_what_a_wallpaper_does_waits_for_its_question(store: RunStore) -> None:
    told, read = {"Why it happens", "What cures it"}, "What the features are worth"
    config = config_at(1.0, "short")
    make_run(store, "done", data=config.data, epochs=config.epochs, seconds=None)
    at = open_page("collapse_lab", lesson="how_it_fails", lesson_step="4")
    assert [each.value for each in at.info] == [FIRST]
    assert not {*told, read} & {each.value for each in at.subheader}
    assert "Loss" not in words(at)
    at.session_state["lesson_answers"] = {"how_it_fails.4": "About as many"}
    at.run()
    assert read in [each.value for each in at.subheader] and "Loss" in words(at)
    assert not at.info and not told & {each.value for each in at.subheader}
    assert "short cut" not in words(at) and "Make a guess before you train" not in words(at)
    assert "waits until the lesson's question above is revealed" in words(at)
    at.session_state["lesson_revealed"] = {"how_it_fails.4": True}
    at.run()
    assert told <= {each.value for each in at.subheader}
    assert "waits until" not in words(at)
