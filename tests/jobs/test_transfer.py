"""The transfer job, on a few images and a few steps: what it measures, how it goes on, and what it refuses."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
import torch

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import SubsetConfig, TransferConfig
from ssl_demo.data.registry import load, subset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.transfer.label_budget import budget_curve
from ssl_demo.evaluation.transfer.read_out import read_out, scores_of
from ssl_demo.evaluation.transfer.table import table_of
from ssl_demo.evaluation.transfer.tasks import probed, tasks_of
from ssl_demo.jobs.control import CANCEL, Control
from ssl_demo.jobs.execute import execute, run_here
from ssl_demo.jobs.local import LocalBackend
from ssl_demo.jobs.transfer import RESULTS, cue_rows, encoders_of, features_of, matrix_rows, seconds_left
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

PHOTO_TASKS = ("class", "orientation", "dominant_colour")
Ask = Callable[..., TransferConfig]


@pytest.fixture(scope="session")
def ask(photos: Path) -> Ask:
    """Red and blue photographs, four steps of training for each encoder without labels, two for the others."""

    def make(**changes: object) -> TransferConfig:
        recipes = (PRESETS["SimCLR"], PRESETS["Colour only"])
        settings = {"data": SubsetConfig(str(photos), images=64), "recipes": recipes, "views": 1_024, "seeds": 1}
        return TransferConfig(**{**settings, **changes})  # type: ignore[arg-type]

    return make


class Done(NamedTuple):
    """A matrix that is finished, what was told on the way, and the seconds that were left each time."""

    run: Run
    told: list[dict]
    left: list[float]


@pytest.fixture(scope="module")
def done(ask: Ask, tmp_path_factory: pytest.TempPathFactory, one_thread: None) -> Callable[[int], Done]:
    """The finished matrix of so many seeds, computed once. For tests that only read it."""

    @functools.cache
    def compute(seeds: int) -> Done:
        store = RunStore(tmp_path_factory.mktemp("matrix") / "runs")
        matrix = Done(start(store, ask(seeds=seeds)), [], [])

        def note(event: dict) -> None:
            matrix.told.append(event)
            matrix.left.append(seconds_left(matrix.run, matrix.run.transfer_config))

        run_here(matrix.run, note)
        return matrix

    return compute


@pytest.fixture
def few_scenes(monkeypatch: pytest.MonkeyPatch) -> SubsetConfig:
    """Scenes so few that they are drawn in no time."""
    drawing = import_module("ssl_demo.data.scenes.generate")
    monkeypatch.setattr(drawing, "TRAIN", 200)
    monkeypatch.setattr(drawing, "TEST", 100)
    return SubsetConfig("scenes", images=200)


def start(store: RunStore, config: TransferConfig) -> Run:
    return store.create(config, kind="transfer")


def test_every_encoder_is_put_to_every_task_and_told_as_it_comes(done: Callable[[int], Done]) -> None:
    run, told, _ = done(1)
    encoders = encoders_of(run.transfer_config, PHOTO_TASKS)
    assert encoders == ("untrained", "ssl-0", "ssl-1", *PHOTO_TASKS)
    assert {(row["encoder"], row["task"]) for row in matrix_rows(run)} == {
        (e, t) for e in encoders for t in PHOTO_TASKS
    }
    units = [event for event in told if event["type"] == "unit"]
    assert [event["done"] for event in units] == [1, 2, 3, 4, 5, 6] and {event["total"] for event in units} == {6}
    assert table_of(matrix_rows(run), encoders, PHOTO_TASKS).complete
    assert cue_rows(run) == []  # photographs have no pattern to exchange
    assert min(row["score"] for row in matrix_rows(run) if row["task"] == "class") > 0.9  # red against blue


def test_scenes_are_put_to_six_tasks_and_to_the_cue_conflict(store: RunStore, few_scenes: SubsetConfig) -> None:
    config = TransferConfig(few_scenes, views=512, seeds=1)
    run = start(store, config)
    run_here(run)
    names = [task.name for task in tasks_of(subset(load("scenes"), few_scenes)).asked]
    assert table_of(matrix_rows(run), encoders_of(config, names), names).complete and len(names) == 6
    assert {row["encoder"] for row in cue_rows(run)} == set(encoders_of(config, names))
    assert {row["shape"] + row["pattern"] + row["neither"] for row in cue_rows(run)} == {900}


def test_the_same_settings_give_the_same_numbers_and_another_seed_others(done: Callable[[int], Done]) -> None:
    one, same = done(1).run, done(2).run
    cells = {(row["encoder"], row["seed"], row["task"]): row["score"] for row in matrix_rows(same)}
    assert (
        cells.items() >= {(row["encoder"], row["seed"], row["task"]): row["score"] for row in matrix_rows(one)}.items()
    )
    first, second = (features_of(same, "class", seed)["upright"].test for seed in (0, 1))
    assert not first.equal(second)


def test_what_is_kept_gives_the_very_numbers_of_the_matrix(done: Callable[[int], Done]) -> None:
    run = done(2).run
    tasks = probed(tasks_of(subset(load(run.transfer_config.data.dataset), run.transfer_config.data)))
    for row in matrix_rows(run):
        task = tasks.named(row["task"])
        features = features_of(run, row["encoder"], row["seed"])["turned" if task.name == "orientation" else "upright"]
        scores = scores_of(read_out(features, task, row["seed"]), task)
        assert float(scores.mean()) == row["score"]
        assert [point.labelled for point in budget_curve({0: features}, task)] == [20, 50]


def test_what_was_measured_is_never_measured_again(store: RunStore, ask: Ask) -> None:
    run, control, told = start(store, ask()), Control(), list[dict]()

    def stop_after_two(event: dict) -> None:
        told.append(event)
        if event.get("done") == 2:
            control.ask(CANCEL)

    execute(run, control, stop_after_two)
    assert run.status.state == "cancelled"
    before = matrix_rows(run)
    assert len(before) == 2 * len(PHOTO_TASKS)
    run_here(run, told.append)
    rows = matrix_rows(run)
    assert rows[: len(before)] == before and len(rows) == 6 * len(PHOTO_TASKS)
    assert [event["done"] for event in told if event["type"] == "unit"] == [1, 2, 3, 4, 5, 6]


def test_a_killed_worker_loses_no_cell_and_the_matrix_ends_with_the_same_numbers(
    store: RunStore, ask: Ask, done: Callable[[int], Done]
) -> None:
    backend, run = LocalBackend(store, spare=False), start(store, ask(seeds=2))
    try:
        backend.submit(run)
        wait_for(lambda: len(matrix_rows(run)) >= len(PHOTO_TASKS))
        os.kill(run.status.pid or 0, signal.SIGKILL)
        wait_for(lambda: run.status.state == "failed")
        kept = matrix_rows(run)
        backend.resume(run.id)
        wait_for(lambda: run.status.state == "done")
    finally:
        backend.close()
    assert matrix_rows(run)[: len(kept)] == kept
    tables = [table_of(matrix_rows(each), encoders_of(ask(), PHOTO_TASKS), PHOTO_TASKS) for each in (run, done(2).run)]
    assert tables[0].scores == tables[1].scores


def wait_for(true: Callable[[], bool], seconds: float = 120.0) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_cells_whose_features_are_gone_are_measured_again(store: RunStore, done: Callable[[int], Done]) -> None:
    shutil.copytree(done(1).run.path, store.root / done(1).run.id)
    run = store.get(done(1).run.id)
    (run.path / "checkpoints" / "features-class-0.safetensors").unlink()
    with pytest.raises(UserError, match="missing"):
        features_of(run, "class", 0)
    told = list[dict]()
    run_here(run, told.append)
    assert [event["encoder"] for event in told if event["type"] == "unit"] == ["class"]
    assert features_of(run, "class", 0)["turned"].train.shape == (64, 128)


def test_damaged_rows_are_left_out(store: RunStore, ask: Ask) -> None:
    run = start(store, ask())
    sound = {"encoder": "class", "task": "class", "seed": 0, "score": 0.5, "error": 0.01, "chance": 0.1}
    for changes in (
        {},
        {"seed": "0"},
        {"score": "much"},
        {"score": float("inf")},
        {"encoder": 3},
        {"chance": None},
        {"error": "?"},
    ):
        run.add_result(RESULTS, {**sound, **changes})
    assert matrix_rows(run) == [sound]


def test_other_images_under_the_same_name_are_refused(store: RunStore, ask: Ask) -> None:
    run = start(store, ask())
    run.remember_images(subset(load(run.transfer_config.data.dataset), run.transfer_config.data).test)
    with pytest.raises(UserError, match="have changed"):
        run_here(run)


def test_a_method_that_needs_labels_is_refused(store: RunStore, ask: Ask) -> None:
    with pytest.raises(UserError, match="self-supervised"):
        run_here(start(store, ask(method="supervised")))


def test_the_time_left_shrinks_to_nothing(ask: Ask, done: Callable[[int], Done]) -> None:
    run, _, left = done(2)
    assert seconds_left(None, ask(seeds=2)) == pytest.approx(2 * seconds_left(None, ask()))
    assert left[0] > 0 and seconds_left(run, run.transfer_config) == 0


def test_an_encoder_that_is_not_trained_says_nothing_of_the_time_left(done: Callable[[int], Done]) -> None:
    """It comes first, in no time; the rest would seem to be done at once."""
    paces = {event["encoder"]: event["pace"] for event in done(1).told if event["type"] == "unit"}
    assert paces["untrained"] is None or next(iter(paces)) != "untrained"
    assert all(pace > 0 for encoder, pace in paces.items() if encoder != "untrained")


def test_features_that_are_no_numbers_are_damaged(store: RunStore, ask: Ask) -> None:
    run = start(store, ask())
    sound = torch.ones(4, 8)
    for spoiled in (sound * torch.nan, sound.flatten()):
        run.save_checkpoint("features-class-0", {"upright.train": sound, "upright.test": spoiled})
        with pytest.raises(UserError, match="damaged"):
            features_of(run, "class", 0)
    run.save_checkpoint("features-class-0", {"upright.train": sound})
    with pytest.raises(UserError, match="damaged"):
        features_of(run, "class", 0)
