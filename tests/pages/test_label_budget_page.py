"""The Label budget page in each state that a curve can be in. All numbers here are made up."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.label_budget import plan
from app.label_budget.quick import quick_choice, quick_link, quick_look
from app.words import plain
from ssl_demo.config import CurveConfig
from ssl_demo.data.registry import load
from ssl_demo.jobs.points import points
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages import made_up_runs
from tests.pages.made_up_runs import Idle, idle_app, make_run, words

open_page = functools.partial(made_up_runs.open_page, "label_budget", guess="no")
ASKED = {"labels": ["1", "5"]}
PIXELS = {"contender": "pixels", "labels_per_class": 1, "seconds": 0.2}
SCATTER = {"ssl": (0.01, -0.01, 0.0), "supervised": (-0.01, 0.0, 0.01)}
LEADS = {"ssl": (0.5, 0.8), "supervised": (0.3, 0.9), "untrained": (0.2, 0.4), "pixels": (0.1, 0.3)}


@pytest.fixture
def store(homes) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return idle_app(monkeypatch)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Gives a run invented points at 1, 5, 10 labels per class, means over three draws."""
    rows: list[dict] = []
    monkeypatch.setattr("app.label_budget.plan.rows_of", lambda store, config: rows)

    def measure(run: Run, means: dict[str, tuple[float, ...]]) -> None:
        for contender, accuracies in means.items():
            for count, accuracy in zip((1, 5, 10), accuracies, strict=False):
                by_draw = {d: accuracy + off for d, off in enumerate(SCATTER.get(contender, (0.0, 0.01, -0.01)))}
                at = {"run": run.id, "labels_per_class": count, "wrong": 0.0, "accuracies": by_draw}
                rows.append({"contender": contender, **at, "accuracy_mean": accuracy, "accuracy_std": 0.01, "draws": 3})

    return measure


def job(store: RunStore, run: Run, state: str, reason: str = "", done: int = 0) -> Run:
    made = store.create(CurveConfig(runs=(run.id,), labels=(1, 5)), kind="curve")
    for number in range(done):
        made.append({"type": "point", "done": number + 1, "total": 48, "run": run.id, **PIXELS})
    made.set_status(state, reason, step=done, total_steps=48, phase="probing" if state == "running" else "")
    return made


def compute(at: AppTest):
    return next(button for button in at.button if button.label == "Compute the missing points")


def bars(at: AppTest) -> list[str]:
    return [element.proto.text for element in at.get("progress")]


def test_without_a_finished_run_the_page_says_what_will_be_seen(backend: Idle) -> None:
    assert "There is no finished run yet" in words(open_page())


def test_a_run_on_its_way_is_promised(store: RunStore, backend: Idle) -> None:
    make_run(store, "running", steps=10, name="on its way")
    assert "on its way is running" in words(open_page())


def test_a_finished_run_without_points_is_offered_with_the_time_it_takes(store: RunStore, backend: Idle) -> None:
    make_run(store, "done")
    at = open_page(labels=["1", "5"])
    # 8 contenders × 2 counts × 3 draws. The run took 20 s for 40 steps of 12 images with 4 views: 96 views a second.
    # From scratch, choosing included: 99 steps of 2 views, and 57 of 10; fine-tuning: 28 of 2, and 19 of 10.
    assert round(36 * 0.3 + 3 * (99 * 2 + 57 * 10 + 28 * 2 + 19 * 10) / 96) == 42
    assert "48 measurements are missing, ≈ **42 s**" in words(at)


def test_compute_queues_a_job_for_what_was_chosen(store: RunStore, backend: Idle) -> None:
    run = make_run(store, "done")
    at = open_page(labels=["1", "5"], draws="2")
    compute(at).click().run()
    assert not at.exception
    (queued,) = backend.waiting
    assert queued.curve_config == CurveConfig(runs=(run.id,), labels=(1, 5), draws=2)
    assert "Waiting in the queue" in bars(at)[0]
    assert compute(at).disabled


def test_a_running_job_shows_its_progress_and_can_be_stopped(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done")
    measured(run, {"pixels": (0.3,)})
    # To come: 33 probes at the 0.2 s that they took so far, and the trainings at the run's pace, 32 s
    at_work = job(store, run, "running", done=3)
    at = open_page(labels=["1", "5"])
    assert "**3 of 48 measured** · probing · ≈ 38 s left" in bars(at)[0]
    next(button for button in at.button if button.label == "Stop").click().run()
    assert backend.asked == [("cancel", at_work.id)]


def test_points_are_drawn_read_out_and_offered_as_a_table(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done", name="the run")
    measured(run, LEADS)
    at = open_page(labels=["1", "5"])
    said = words(at)
    assert "24 measurements are missing" in said
    assert "With 5 labels per class (10 in all), **SSL** is 10.0 points behind training from scratch" in said
    assert "From about 2.9 labels per class on, training from scratch is ahead" in said
    assert "gains 30.0 to 40.0 points" in said
    assert len(at.dataframe[0].value) == 8


def test_it_says_so_when_self_supervision_wins_nothing(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done", name="the run")
    measured(run, {"ssl": (0.2, 0.3), "supervised": (0.4, 0.6), "untrained": (0.3, 0.4)})
    said = words(open_page(labels=["1", "5"]))
    assert "Self-supervision wins nothing here" in said
    assert "nowhere better than its own encoder was before training" in said


def test_it_says_so_when_training_from_scratch_had_less_compute(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done")
    measured(run, LEADS)
    assert "they may do better" not in words(open_page(labels=["1", "5"], share="all of it"))
    assert "had 10% of the run's compute" in words(open_page(labels=["1", "5"], share="a tenth"))


def test_a_failed_job_says_why_and_keeps_the_points(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done")
    measured(run, {"pixels": (0.3, 0.4)})
    job(store, run, "failed", "The worker process was killed.")
    at = open_page(labels=["1", "5"])
    assert "The worker process was killed." in words(at)
    assert len(at.dataframe[0].value) == 2
    assert not compute(at).disabled


def test_a_stopped_job_keeps_the_points(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done")
    measured(run, {"pixels": (0.3, 0.4)})
    job(store, run, "cancelled", "It was stopped by hand.")
    assert "Every point that was finished is kept" in words(open_page(labels=["1", "5"]))


def test_counts_that_the_images_are_too_few_for_are_left_out(store: RunStore, backend: Idle) -> None:
    make_run(store, "done")  # 6 images in each class
    said = words(open_page(labels=["1", "5", "10"]))
    assert "Left out: 10 labels per class" in said
    assert "48 measurements are missing" in said


def test_a_class_without_a_training_image_is_told_and_the_rest_is_drawn(store, backend, measured, monkeypatch) -> None:
    run = make_run(store, "done")
    measured(run, LEADS)
    images = load(run.config.data.dataset)
    classes = (*images.train.classes, "green")
    train, test = (dataclasses.replace(split, classes=classes) for split in (images.train, images.test))
    monkeypatch.setattr("app.state.load", lambda name: dataclasses.replace(images, train=train, test=test))
    st.cache_resource.clear()
    said = words(open_page(labels=["1", "5"]))
    assert "No training image shows green" in said and "What it says" in said
    st.cache_resource.clear()


def test_counts_that_are_all_too_large_are_refused_in_one_sentence(store: RunStore, backend: Idle) -> None:
    make_run(store, "done")
    assert "The smallest class has 6 training images" in words(open_page(labels=["100"]))


def test_a_run_that_was_trained_with_labels_is_not_offered(store: RunStore, backend: Idle) -> None:
    make_run(store, "done", method="supervised")
    assert "There is no finished run yet" in words(open_page())


@pytest.mark.parametrize(
    "query",
    [{"curves": "nobody"}, {"labels": ["7"]}, {"draws": "99"}, {"share": "twice as much"}, {"contenders": ["magic"]}],
)
def test_a_link_to_what_cannot_be_is_told_and_the_usual_choice_shown(store, backend, query) -> None:
    make_run(store, "done")
    at = open_page(**query)
    assert "The link asks for" in words(at)
    assert "measurements are missing" in words(at)


def test_the_runs_of_a_link_are_the_ones_compared(store: RunStore, backend: Idle) -> None:
    first, second = make_run(store, "done", name="first"), make_run(store, "done", name="second")
    at = open_page(curves=f"{first.id},{second.id}", labels=["1", "5"])
    assert at.multiselect[0].value == [first.id, second.id]
    # Raw pixels are measured once for both, which have the same images.
    assert "78 measurements are missing" in words(at)


# Predict first


def ask_first(**query: object) -> AppTest:
    return made_up_runs.open_page("label_budget", labels=["1", "5"], **query)


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


def test_the_curve_is_hidden_until_it_was_guessed(store: RunStore, backend: Idle, measured) -> None:
    measured(make_run(store, "done"), LEADS)
    at = ask_first()
    assert "Drag the points" in words(at) and "What it says" not in words(at)
    said = words(press(at, "That's my guess"))
    # The points were left at 50 %: exact at 1 label per class, and 30 points too low at 5.
    assert "you said 50% at 1 and it is 50.0%, 50% at 5 and it is 80.0%" in said and "15 points off" in said
    assert at.query_params["guess"] == "1:50,5:50"
    assert "Drag the points" in words(press(at, "Guess again"))


def test_who_wants_no_guess_sees_the_curve_at_once(store: RunStore, backend: Idle, measured) -> None:
    measured(make_run(store, "done"), LEADS)
    said = words(press(ask_first(), "Show it without a guess"))
    assert "What it says" in said and "Your guess" not in said


def test_a_link_carries_the_guess_and_one_that_cannot_be_is_told(store: RunStore, backend: Idle, measured) -> None:
    measured(make_run(store, "done"), LEADS)
    assert "Your guess" in words(ask_first(guess="1:30,5:70"))
    for broken in ("1:30,5:170", "<b>"):
        at = ask_first(guess=broken)
        assert "The link asks for" in words(at) and "Drag the points" in words(at)


def test_a_guess_for_other_counts_is_asked_for_anew(store: RunStore, backend: Idle, measured) -> None:
    measured(make_run(store, "done"), LEADS)
    assert "Drag the points" in words(ask_first(guess="1:30,10:70"))


def test_where_self_supervision_does_not_compete_there_is_nothing_to_guess(store, backend, measured) -> None:
    measured(make_run(store, "done"), LEADS)
    assert "Drag the points" not in words(ask_first(contenders=["Raw pixels"]))


# Which labels


def test_the_labelled_images_of_each_draw_are_shown_with_what_came_of_them(store, backend, measured) -> None:
    run = make_run(store, "done")
    said = words(open_page(labels=["1", "5"]))
    assert said.count("not measured yet") == 3
    measured(run, LEADS)
    assert "**Draw 1** · self-supervised 51.0%, supervised from scratch 29.0%, raw pixels 10.0%" in words(
        open_page(labels=["1", "5"])
    )


def test_all_labels_are_offered_by_their_number_and_take_one_draw(store: RunStore, backend: Idle) -> None:
    make_run(store, "done")  # 6 images in each class
    at = open_page(labels=["all 6"], contenders=["Raw pixels", "HOG"])
    assert "The link asks for" not in words(at)
    assert "2 measurements are missing" in words(at)


# A first look


def test_a_quick_look_chooses_a_few_points_and_measures_them(store: RunStore, backend: Idle) -> None:
    run = make_run(store, "done")
    at = open_page(draws="5")
    assert at.button(key="quick_look").label.startswith("Quick look, ≈ ")
    at.button(key="quick_look").click().run()
    assert not at.exception
    (job,) = backend.waiting
    assert job.curve_config == quick_look(run.id)
    assert {key: at.session_state[key] for key in quick_choice()} == quick_choice()
    assert compute(at).disabled
    assert "quick_look" not in [button.key for button in at.button]


def test_a_quick_look_is_offered_only_while_it_is_quicker_than_all_that_is_chosen(
    store: RunStore, backend: Idle
) -> None:
    make_run(store, "done")
    at = open_page(labels=["1"], contenders=["Raw pixels"])
    assert "measurements are missing" in words(at)
    assert "quick_look" not in [button.key for button in at.button]


def test_the_points_are_read_once_where_nothing_is_at_work(
    store: RunStore, backend: Idle, measured: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, read = make_run(store, "done"), []
    measured(run, LEADS)
    given = plan.rows_of
    monkeypatch.setattr("app.label_budget.plan.rows_of", lambda *about: read.append(about[1]) or given(*about))
    open_page(labels=["1", "5"])
    assert len(read) == len(set(read)) == 2  # of the curve, and of the quick look beside it


def test_every_point_of_a_quick_look_is_one_of_the_usual_curve(store: RunStore) -> None:
    run, usual = make_run(store, "done"), CurveConfig()

    def keys(config: CurveConfig) -> set[tuple[str, str]]:
        found = points(
            store, dataclasses.replace(config, runs=(run.id,)), lambda _: dict.fromkeys(config.labels, False)
        )
        return {(point.subject, point.key) for point in found}

    assert keys(quick_look()) < keys(usual)


def test_a_link_to_a_quick_look_opens_the_form_with_its_choices(store: RunStore, backend: Idle) -> None:
    run = make_run(store, "done")
    at = open_page(**quick_link(run.id))
    assert not at.warning
    assert {key: at.session_state[key] for key in quick_choice()} == quick_choice()


def test_the_figure_says_what_it_found(store: RunStore, backend: Idle, measured) -> None:
    measured(make_run(store, "done"), LEADS)
    at = open_page(labels=["1", "5"])
    found = plain("With 5 labels per class: self-supervised 80\u00a0%, training from scratch 90\u00a0%")
    assert f"**{found}**" in words(at)


def test_of_several_runs_the_figure_names_the_one_that_it_tells_of(
    store: RunStore, backend: Idle, measured: Callable[..., None]
) -> None:
    other, newest = (make_run(store, "done", name=name) for name in ("older", "my_run"))
    for run in (other, newest):
        measured(run, LEADS)
    at = open_page(labels=["1", "5"], curves=f"{newest.id},{other.id}")
    assert f"**{plain('With 5 labels per class: self-supervised (my_run) 80')}" in words(at)
