from __future__ import annotations

import dataclasses
from collections.abc import Callable
from statistics import mean, stdev

import pytest

from ssl_demo.config import CurveConfig, RunConfig
from ssl_demo.errors import UserError
from ssl_demo.jobs.control import CANCEL, PAUSE, Control
from ssl_demo.jobs.curve import RESULTS, rows_of
from ssl_demo.jobs.execute import execute, run_here
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

Tiny = Callable[..., RunConfig]
pytestmark = pytest.mark.usefixtures("no_maps")


@pytest.fixture
def trained(store: RunStore, tiny: Tiny) -> Run:
    run = store.create(tiny(epochs=1.0))
    run_here(run)
    return run


def ask(run: Run, **changes: object) -> CurveConfig:
    return CurveConfig(**{"runs": (run.id,), "labels": (1, 4), "draws": 2, **changes})  # type: ignore[arg-type]


def compute(store: RunStore, config: CurveConfig) -> list[dict]:
    """Do the job, and return the points that it told."""
    told: list[dict] = []
    run_here(store.create(config, kind="curve"), told.append)
    return [event for event in told if event["type"] == "point"]


def test_every_contender_gets_a_row_for_every_count_and_its_points_are_told_as_they_come(
    store: RunStore, trained: Run
) -> None:
    config = ask(trained)
    told = compute(store, config)
    rows = rows_of(store, config)
    assert {(row["contender"], row["labels_per_class"]) for row in rows} == {
        (contender, count) for contender in config.contenders for count in (1, 4)
    }
    assert [event["done"] for event in told] == list(range(1, 17)) and {event["total"] for event in told} == {16}
    assert len(trained.results(RESULTS)) == 16
    for row in rows:
        same = [e for e in told if all(e[k] == row[k] for k in ("contender", "labels_per_class"))]
        accuracies = [e["accuracy"] for e in same]
        assert row["accuracy_mean"] == pytest.approx(mean(accuracies)) and row["draws"] == 2
        assert row["accuracy_std"] == pytest.approx(stdev(accuracies))
    assert next(row["accuracy_mean"] for row in rows if row["contender"] == "pixels") > 0.9  # red against blue


def test_cheap_contenders_come_first_and_scratch_goes_draw_by_draw(store: RunStore, trained: Run) -> None:
    told = compute(store, ask(trained, contenders=("supervised", "ssl")))
    order = [(event["contender"], event["draw"], event["labels_per_class"]) for event in told]
    assert [contender for contender, *_ in order] == ["ssl"] * 4 + ["supervised"] * 4
    assert [rest for _, *rest in order[4:]] == [[0, 1], [0, 4], [1, 1], [1, 4]]


def test_points_that_are_there_are_not_computed_again(store: RunStore, trained: Run) -> None:
    first = ask(trained, contenders=("ssl", "pixels"), draws=1)
    compute(store, first)
    told = compute(store, dataclasses.replace(first, draws=2, labels=(1, 4, 8)))
    assert sorted((e["contender"], e["labels_per_class"], e["draw"]) for e in told) == sorted(
        (c, n, d) for c in ("ssl", "pixels") for n, d in ((1, 1), (4, 1), (8, 0), (8, 1))
    )
    assert compute(store, first) == []
    assert len(compute(store, dataclasses.replace(first, seed=1))) == 4


def test_a_share_of_compute_changes_training_from_scratch_alone(store: RunStore, trained: Run) -> None:
    config = ask(trained, contenders=("supervised", "untrained"), draws=1, labels=(4,))
    compute(store, config)
    told = compute(store, dataclasses.replace(config, supervised_share=0.5))
    assert [(e["contender"], e["steps"]) for e in told] == [("supervised", 2)]


@pytest.mark.parametrize(("what", "state"), [(PAUSE, "paused"), (CANCEL, "cancelled")])
def test_a_curve_that_was_stopped_inside_a_training_keeps_its_points_and_goes_on_with_the_rest(
    store: RunStore, trained: Run, what: str, state: str
) -> None:
    config = ask(trained, contenders=("pixels", "supervised"), draws=1)
    job, control = store.create(config, kind="curve"), Control()
    execute(job, control, lambda event: control.ask(what) if event["contender"] == "supervised" else None)
    assert job.status.state == state and len(trained.results(RESULTS)) == 3
    run_here(job)
    status = job.status
    assert (status.state, status.step, status.total_steps) == ("done", 4, 4) and len(trained.results(RESULTS)) == 4


def test_raw_pixels_are_measured_once_for_runs_on_the_same_images(store: RunStore, trained: Run, tiny: Tiny) -> None:
    other = store.create(tiny(epochs=0.25, seed=1))
    run_here(other)
    config = ask(trained, runs=(trained.id, other.id), contenders=("pixels", "untrained"), draws=1, labels=(4,))
    told = compute(store, config)
    assert sorted(e["contender"] for e in told) == ["pixels", "untrained", "untrained"]
    assert {(row["contender"], row["run"]) for row in rows_of(store, config)} == {
        ("pixels", None),
        ("untrained", trained.id),
        ("untrained", other.id),
    }


def test_counts_that_the_smallest_class_can_not_give_are_left_out(store: RunStore, trained: Run) -> None:
    config = ask(trained, contenders=("pixels",), labels=(32, 33), draws=1)
    assert [event["labels_per_class"] for event in compute(store, config)] == [32]


def test_rows_that_are_no_numbers_are_not_shown(store: RunStore, trained: Run) -> None:
    config = ask(trained, contenders=("pixels",), draws=1, labels=(4,))
    (point,) = compute(store, config)
    trained.add_result(RESULTS, {"key": point["key"], "contender": "pixels", "accuracy": "<b>1</b>"})
    (row,) = rows_of(store, config)
    assert row["accuracy_mean"] == point["accuracy"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"runs": ()}, "choose at least one"),
        ({"runs": ("gone",)}, "no run 'gone'"),
        ({"contenders": ("magic",)}, "no contender 'magic'"),
        ({"labels": (33,)}, "smallest class has 32"),
        ({"labels": (0, -3)}, "smallest class has 32"),
    ],
)
def test_what_can_not_be_measured_is_a_sentence(store: RunStore, trained: Run, changes: dict, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        compute(store, ask(trained, **changes))


def test_only_runs_that_are_done_and_saw_no_labels_are_measured(store: RunStore, tiny: Tiny) -> None:
    fresh, labelled = store.create(tiny()), store.create(tiny(method="supervised", epochs=0.25))
    with pytest.raises(UserError, match="not done"):
        compute(store, ask(fresh))
    run_here(labelled)
    with pytest.raises(UserError, match="trained with labels"):
        compute(store, ask(labelled))


def test_an_imported_run_that_does_not_say_how_long_it_was_trained_is_refused(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny(epochs=None, seconds=60.0))
    run.set_status("done")
    with pytest.raises(UserError, match="how long"):
        compute(store, ask(run))
