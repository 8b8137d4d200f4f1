"""The Label budget page in each state that a curve can be in. All numbers here are made up."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app.label_budget.words import read_out
from ssl_demo.config import CurveConfig
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages import made_up_runs
from tests.pages.made_up_runs import Idle, idle_app, make_run, words

open_page = functools.partial(made_up_runs.open_page, "label_budget")
ASKED = {"labels": ["1", "5"]}
SPREAD = {"accuracy_std": 0.01, "draws": 3}
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
                at = {"run": run.id, "labels_per_class": count, "accuracy_mean": accuracy}
                rows.append({"contender": contender, **at, **SPREAD})

    return measure


def job(store: RunStore, run: Run, state: str, reason: str = "", done: int = 0) -> Run:
    made = store.create(CurveConfig(runs=(run.id,), labels=(1, 5)), kind="curve")
    for number in range(done):
        made.append({"type": "point", "done": number + 1, "total": 24, "contender": "pixels", "seconds": 0.2})
    made.set_status(state, reason, step=done, total_steps=24, phase="probing" if state == "running" else "")
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
    # 4 contenders x 2 counts x 3 draws; of these 6 train from scratch for the 20 seconds that the run took
    assert "24 measurements are missing" in words(at)
    assert "**2 min**" in words(at)


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
    # To come: 15 probes at the 0.2 s that they took so far, and 6 trainings at the 20 s that the run took
    at_work = job(store, run, "running", done=3)
    at = open_page(labels=["1", "5"])
    assert "**3 of 24 measured** · probing · ≈ 2 min 3 s left" in bars(at)[0]
    next(button for button in at.button if button.label == "Stop").click().run()
    assert backend.asked == [("cancel", at_work.id)]


def test_points_are_drawn_read_out_and_offered_as_a_table(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done", name="the run")
    measured(run, LEADS)
    at = open_page(labels=["1", "5"])
    said = words(at)
    assert "Everything chosen here is measured" in said
    assert "With 1 label per class, **self-supervised** leads at 50.0%, 20.0 points ahead of" in said
    assert "Training from scratch overtakes **the run** at 5 labels per class" in said
    assert "gains 30.0 to 40.0 points" in said
    assert len(at.dataframe[0].value) == 8


@pytest.mark.parametrize(
    ("scratch", "sentence"),
    [
        ((0.30, 0.801, 0.90), "**the run** is clearly ahead with 1 label per class; elsewhere the draws scatter more"),
        ((0.30, 0.90, 0.70), "**the run** is clearly ahead with 1 and 10 labels per class and training from scratch"),
        ((0.501, 0.799, 0.899), "At no count can **the run** and training from scratch be told apart"),
        ((0.501, 0.95, 0.899), "Training from scratch is clearly ahead with 5 labels per class; elsewhere"),
    ],
    ids=["the run leads", "each leads somewhere", "a tie", "training from scratch leads"],
)
def test_of_curves_that_cross_to_and_fro_it_says_where_they_differ(scratch, sentence) -> None:
    """Three draws that scatter by a point: a mean is known to within 2.5 points."""
    rows = [
        {"contender": contender, "run": "r", "labels_per_class": count, "accuracy_mean": mean, **SPREAD}
        for contender, means in (("ssl", (0.5, 0.8, 0.9)), ("supervised", scratch))
        for count, mean in zip((1, 5, 10), means, strict=True)
    ]
    assert sentence in "\n".join(read_out(rows, "r", "the run"))


def test_it_says_so_when_self_supervision_wins_nothing(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done", name="the run")
    measured(run, {"ssl": (0.2, 0.3), "supervised": (0.4, 0.6), "untrained": (0.3, 0.4)})
    said = words(open_page(labels=["1", "5"]))
    assert "self-supervision wins nothing" in said
    assert "nowhere better than its own encoder was before training" in said


def test_it_says_so_when_training_from_scratch_had_less_compute(store: RunStore, backend: Idle, measured) -> None:
    run = make_run(store, "done")
    measured(run, LEADS)
    assert "it may do better" not in words(open_page(labels=["1", "5"]))
    assert "had 25% of the run's steps" in words(open_page(labels=["1", "5"], share="a quarter"))


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
    assert "24 measurements are missing" in said


def test_counts_that_are_all_too_large_are_refused_in_one_sentence(store: RunStore, backend: Idle) -> None:
    make_run(store, "done")
    assert "The smallest class has 6 training images" in words(open_page(labels=["100"]))


def test_a_run_that_was_trained_with_labels_is_not_offered(store: RunStore, backend: Idle) -> None:
    make_run(store, "done", method="supervised")
    assert "There is no finished run yet" in words(open_page())


@pytest.mark.parametrize(
    "query",
    [{"curves": "nobody"}, {"labels": ["7"]}, {"draws": "99"}, {"share": "all of it"}, {"contenders": ["magic"]}],
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
    assert "42 measurements are missing" in words(at)
