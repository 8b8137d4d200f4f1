"""The transfer job: every encoder of a matrix, trained and put to every task; what is measured is never lost."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ssl_demo.config import RunConfig, TransferConfig
from ssl_demo.data.registry import is_scenes, load, subset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.transfer.table import UNTRAINED
from ssl_demo.jobs.control import Control
from ssl_demo.jobs.journal import Journal
from ssl_demo.jobs.spread import Spread, over_cores
from ssl_demo.jobs.transfer_unit import SELF_SUPERVISED, Measured, Unit, Workshop
from ssl_demo.methods import method_class
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import number
from ssl_demo.training.calibration import known_speed
from ssl_demo.training.cores import usable_cores

PROTOCOL = 1
"""Counted up when the way of measuring changes, so that older cells are measured anew."""
RESULTS, CUES = f"transfer-{PROTOCOL}", f"cues-{PROTOCOL}"


def transfer(run: Run, control: Control, journal: Journal, spread: Spread = over_cores) -> None:
    """Measure the cells of a matrix that are missing. Asked to stop, it keeps those that it has.

    A unit, one encoder from one seed, gives a row of cells at once: rows of results, its features, and an event
    {"type": "unit", "encoder", "seed", "done", "total", "pace"}, the pace in seconds for each encoder that this job has
    trained so far.
    Raises UserError when the settings or the data don't allow it.
    """
    config = run.transfer_config
    if method_class(config.method).needs_labels:
        raise UserError(f"{config.method} learns from labels; choose a self-supervised method for the recipes.")
    run.beat(phase="looking at the images")
    images = subset(load(config.data.dataset), config.data).train
    run.check_images(images)
    run.remember_images(images)
    workshop = Workshop.of(run, control.check)
    names = [task.name for task in workshop.tasks.asked]
    units = [Unit(encoder, seed) for seed in range(config.seeds) for encoder in encoders_of(config, names)]
    done = _done(run, {*names})
    missing = [unit for unit in units if unit not in done]
    count, trained, began = len(units) - len(missing), 0, time.perf_counter()
    run.beat(phase="training encoders, one on each core", step=count, total_steps=len(units))
    for measured in spread(workshop, missing):
        _keep(run, measured)
        count, trained = count + 1, trained + (measured.unit.encoder != UNTRAINED)
        run.beat(step=count, total_steps=len(units))
        pace = (time.perf_counter() - began) / trained if trained else None
        journal.write({"type": "unit", **measured.unit._asdict(), "done": count, "total": len(units), "pace": pace})


def encoders_of(config: TransferConfig, tasks: Sequence[str]) -> tuple[str, ...]:
    """The encoders of a matrix in their order: untrained, one for each recipe, one for each task."""
    return (UNTRAINED, *(f"{SELF_SUPERVISED}{number}" for number in range(len(config.recipes))), *tasks)


def matrix_rows(run: Run) -> list[dict[str, Any]]:
    """What is measured of a matrix so far, a row for each encoder, seed and task; damaged rows are left out."""
    numbers = ("score", "error", "chance")
    return [row for row in run.results(RESULTS) if _is_sound(row, "encoder", "task", numbers=numbers)]


def cue_rows(run: Run) -> list[dict[str, Any]]:
    """What was decided of scenes of two minds, a row for each encoder and seed; damaged rows are left out."""
    numbers = ("shape", "pattern", "neither")
    sound = (row for row in run.results(CUES) if _is_sound(row, "encoder", numbers=numbers))
    return list({(row["encoder"], row["seed"]): row for row in sound}.values())  # of two the one measured last


def features_of(run: Run, encoder: str, seed: int) -> dict[str, Features]:
    """The features of the probed images that a unit was measured on, "upright" and, for photographs, "turned".

    Raises UserError when the matrix hasn't come that far, or they are damaged.
    """
    kept = run.load_checkpoint(_features_name(Unit(encoder, seed)))
    names = [name for name in ("upright", "turned") if f"{name}.train" in kept and f"{name}.test" in kept]
    if "upright" not in names or any(part.ndim != 2 or not part.isfinite().all() for part in kept.values()):
        raise UserError(f"The features of {run.name} are damaged; compute the matrix anew.")
    return {name: Features(kept[f"{name}.train"].float(), kept[f"{name}.test"].float()) for name in names}


def seconds_left(run: Run | None, config: TransferConfig) -> float:
    """How long the rest of a matrix takes, about: by its own pace, or else by the speed known of this machine."""
    done, total = 0, (len(config.recipes) + _tasks_expected(config)) * config.seeds  # the untrained take no time
    pace = None
    if run is not None:
        status = run.status
        done, total = status.step or 0, status.total_steps or total
        pace = next((number(event.get("pace")) for event in reversed(run.events()[0])), None)
    return (total - done) * (pace or _foretold(config))


def _done(run: Run, tasks: set[str]) -> set[Unit]:
    """The units that are measured on all tasks, and whose features are there."""
    cells: dict[Unit, set[str]] = {}
    for row in matrix_rows(run):
        cells.setdefault(Unit(row["encoder"], row["seed"]), set()).add(row["task"])
    kept = run.checkpoints()
    return {unit for unit, names in cells.items() if names >= tasks and _features_name(unit) in kept}


def _keep(run: Run, measured: Measured) -> None:
    """The features first: cells that are there have features to look into."""
    features = {
        f"{name}.{split}": getattr(found, split).half()
        for name, found in measured.features.items()
        for split in ("train", "test")
    }
    run.save_checkpoint(_features_name(measured.unit), features)
    if measured.cues is not None:
        run.add_result(CUES, measured.cues)
    for row in measured.rows:
        run.add_result(RESULTS, row)


def _is_sound(row: Mapping[str, Any], *names: str, numbers: Sequence[str]) -> bool:
    """Whether a row, which may come from an imported run, holds what it should."""
    texts = all(isinstance(row.get(name), str) for name in names)
    return texts and isinstance(row.get("seed"), int) and all(number(row.get(name)) is not None for name in numbers)


def _features_name(unit: Unit) -> str:
    return f"features-{unit.encoder}-{unit.seed}"


def _tasks_expected(config: TransferConfig) -> int:
    return 6 if is_scenes(config.data.dataset) else 4


def _foretold(config: TransferConfig) -> float:
    usual = RunConfig(encoder=config.encoder)
    speed = known_speed(usual) or TYPICAL_SPEED
    return config.views / (speed * VIEWS_PER_STEP * SIDE_BY_SIDE) + PROBE_SECONDS / usable_cores()


TYPICAL_SPEED = 20.0
"""Full-size steps a second of the default run, on two cores of a laptop."""
VIEWS_PER_STEP, SIDE_BY_SIDE = 256, 1.7
PROBE_SECONDS = 2.5
