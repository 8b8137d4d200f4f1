"""The label curve's job: measure what is missing, cheapest first, and keep every point with the run it belongs to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ssl_demo.config import CurveConfig, RunConfig
from ssl_demo.data.images import Dataset
from ssl_demo.data.registry import load, subset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.label_curve import CHEAPEST_FIRST, Contender, FromScratch, FrozenProbe, summary
from ssl_demo.evaluation.label_draws import draw_labels, feasible
from ssl_demo.jobs.control import Control
from ssl_demo.jobs.journal import Journal
from ssl_demo.runs.encoders import encoder_of
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

RESULTS = "label_curve"
TITLES = {
    "ssl": "probe on self-supervised features",
    "untrained": "probe on the untrained encoder's features",
    "pixels": "probe on raw pixels",
    "supervised": "training from scratch",
}


@dataclass(frozen=True)
class Place:
    """One point of a curve, by everything that its number depends on beside the run."""

    contender: str
    labels_per_class: int
    draw: int
    seed: int
    share: float | None

    def of(self, row: dict[str, Any]) -> bool:
        """Whether a saved row is this point."""
        return all(row.get(name) == value for name, value in vars(self).items())


def curve(run: Run, control: Control, journal: Journal) -> None:
    """Measure the points of a curve that its runs don't have yet.

    Raises Stopped when asked to, between two points or two training steps; every finished point is kept. Raises
    UserError for an unknown contender, a run that isn't done, or more labels than there are.
    """
    config = run.curve_config
    _check(config)
    store = RunStore(run.path.parent)
    subjects = [_subject(store.get(run_id), config, control) for run_id in config.runs]
    missing = [
        (subject, place)
        for name in CHEAPEST_FIRST
        for subject in subjects
        for place in subject.missing()
        if place.contender == name
    ]
    journal.write({"type": "point", "done": 0, "total": len(missing)})
    for done, (subject, place) in enumerate(missing, 1):
        control.check()
        run.beat(phase=f"{TITLES[place.contender]}, {place.labels_per_class} per class, draw {place.draw + 1}")
        journal.write({"type": "point", "done": done, "total": len(missing), **subject.measure(place)})


def rows_of(store: RunStore, config: CurveConfig) -> list[dict[str, Any]]:
    """The points of a curve that are there so far, as means over its draws: see `label_curve.summary`."""
    found = []
    for run_id in config.runs:
        rows = store.get(run_id).results(RESULTS)
        for place in _places(config, config.labels):
            row = next((row for row in reversed(rows) if place.of(row)), None)
            if row is not None:
                found.append({**row, "run": run_id})
    return summary(found)


@dataclass(frozen=True, eq=False)
class _Subject:
    """A run whose features are measured, with the images it was trained on."""

    run: Run
    images: Dataset
    config: CurveConfig
    control: Control

    def missing(self) -> Iterator[Place]:
        rows = self.run.results(RESULTS)
        counts = feasible(self.images.train.labels, self.config.labels)
        return (place for place in _places(self.config, counts) if not any(map(place.of, rows)))

    def measure(self, place: Place) -> dict[str, Any]:
        """Measure one point and keep it with the run."""
        began = time.perf_counter()
        labelled = draw_labels(self.images.train.labels, place.labels_per_class, place.draw, place.seed)
        score = self.contender(place.contender).score(labelled, place.draw)
        row = {**vars(place), "accuracy": score.accuracy, **score.tuned, "seconds": time.perf_counter() - began}
        self.run.add_result(RESULTS, row)
        return row

    @cache  # noqa: B019 - a job is one process; features are computed once and go with it
    def contender(self, name: str) -> Contender:
        seed = self.config.seed
        if name == "pixels":
            return FrozenProbe.of_pixels(self.images, seed)
        if name == "supervised":
            share = self.config.supervised_share
            return FromScratch(_asked(self.run), self.images, share, seed, self.control.check)
        which = "trained" if name == "ssl" else "untrained"
        return FrozenProbe.of_encoder(encoder_of(self.run, which), self.images, seed)


def _subject(run: Run, config: CurveConfig, control: Control) -> _Subject:
    if run.status.state != "done":
        raise UserError(f"{run.name} is not done; a label curve needs a finished run.")
    data = run.config.data
    return _Subject(run, subset(load(data.dataset), data), config, control)


def _asked(run: Run) -> RunConfig:
    if run.config.epochs is None:
        raise UserError(f"{run.name} does not say how long it was trained; train it again.")
    return run.config


def _places(config: CurveConfig, counts: tuple[int, ...]) -> Iterator[Place]:
    for contender in config.contenders:
        share = config.supervised_share if contender == "supervised" else None
        for count in counts:
            for draw in range(config.draws):
                yield Place(contender, count, draw, config.seed, share)


def _check(config: CurveConfig) -> None:
    if not config.runs or not config.labels:
        raise UserError("A label curve needs at least one run and one number of labels.")
    for name in config.contenders:
        if name not in CHEAPEST_FIRST:
            raise UserError(f"There is no contender {name!r}; choose among {', '.join(sorted(CHEAPEST_FIRST))}.")
