from __future__ import annotations

import dataclasses
from collections.abc import Callable
from statistics import mean, stdev

import pytest

from ssl_demo.config import CurveConfig, RunConfig
from ssl_demo.errors import UserError
from ssl_demo.jobs.control import CANCEL, PAUSE, Control
from ssl_demo.jobs.curve import rows_of
from ssl_demo.jobs.execute import execute, run_here
from ssl_demo.jobs.points import RESULTS
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

Tiny = Callable[..., RunConfig]
pytestmark = pytest.mark.usefixtures("no_maps")


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
    assert [event["done"] for event in told] == list(range(1, 33)) and {event["total"] for event in told} == {32}
    assert len(trained.results(RESULTS)) == 32
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
    # The last draw goes backwards, so that no core is left alone with the longest training in the end.
    assert [rest for _, *rest in order[4:]] == [[0, 1], [0, 4], [1, 4], [1, 1]]


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
    told = compute(store, dataclasses.replace(config, supervised_share=1.0))
    assert [e["contender"] for e in told] == ["supervised"]


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


def test_where_every_image_has_a_label_only_what_is_trained_is_measured_again(store: RunStore, trained: Run) -> None:
    config = ask(trained, contenders=("pixels", "supervised"), labels=(4, 32), supervised_share=0.1)
    told = compute(store, config)
    draws = [(e["contender"], e["labels_per_class"], e["draw"]) for e in told]
    assert sorted(draws) == sorted(
        [("pixels", 4, 0), ("pixels", 4, 1), ("pixels", 32, 0)]
        + [("supervised", n, d) for n in (4, 32) for d in (0, 1)]
    )
    assert compute(store, config) == []


@pytest.mark.parametrize("flips", ["symmetric", "similar"])
def test_wrong_labels_are_a_curve_of_their_own_that_begins_with_the_right_ones(
    store: RunStore, trained: Run, flips: str
) -> None:
    right = ask(trained, contenders=("ssl", "pixels"), labels=(8,), draws=1)
    compute(store, right)
    noisy = dataclasses.replace(right, wrong=(0.0, 0.25, 1.0), flips=flips)
    told = compute(store, noisy)
    assert sorted((e["contender"], e["wrong"]) for e in told) == sorted(
        (contender, wrong) for contender in ("ssl", "pixels") for wrong in (0.25, 1.0)
    )
    at = {(row["contender"], row["wrong"]): row["accuracy_mean"] for row in rows_of(store, noisy)}
    assert at["pixels", 1.0] == pytest.approx(1 - at["pixels", 0.0])  # of two classes, each is the other's
    other = "similar" if flips == "symmetric" else "symmetric"
    assert len(compute(store, dataclasses.replace(noisy, flips=other))) == 4


def test_encoders_of_three_sizes_are_trained_from_scratch_and_the_runs_own_is_one_of_them(
    store: RunStore, trained: Run
) -> None:
    config = ask(trained, contenders=("supervised",), labels=(4,), draws=1, supervised_share=0.1)
    compute(store, config)
    sizes = dataclasses.replace(config, contenders=("supervised_S", "supervised_M"))
    assert [event["contender"] for event in compute(store, sizes)] == ["supervised_M"]
    rows = rows_of(store, sizes)
    assert {row["contender"] for row in rows} == {"supervised_S", "supervised_M"}


def test_trainings_side_by_side_give_the_numbers_that_they_give_one_by_one(
    store: RunStore, trained: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = ask(trained, contenders=("finetuned", "supervised", "ssl"), supervised_share=0.3)
    found = []
    for cores in (1, 2):
        monkeypatch.setattr("ssl_demo.jobs.side_by_side.usable_cores", lambda cores=cores: cores)
        (trained.path / "results" / f"{RESULTS}.jsonl").unlink(missing_ok=True)
        compute(store, config)
        found.append(rows_of(store, config))
    assert len(found[0]) == 6 and found[0] == found[1]


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
