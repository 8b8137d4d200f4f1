"""The label curve job: each point is kept with the run that it is about, and never computed twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from ssl_demo.config import CurveConfig, digest
from ssl_demo.data.images import Dataset
from ssl_demo.data.registry import load, subset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.label_curve import CHEAPEST_FIRST, Contender, FromScratch, FrozenProbe, summary
from ssl_demo.evaluation.label_draws import draw_labels, feasible
from ssl_demo.jobs.control import Control
from ssl_demo.jobs.journal import Journal
from ssl_demo.methods import METHODS
from ssl_demo.runs.encoders import encoder_of
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import number
from ssl_demo.runs.store import RunStore

PROTOCOL = 1
"""Counted up when the way of measuring changes, so that older points are measured anew."""
RESULTS = "label_curve"
IN_WORDS = {
    "pixels": "probing the raw pixels",
    "untrained": "probing the untrained encoder",
    "ssl": "probing the trained encoder",
    "supervised": "training from scratch",
}


@dataclass(frozen=True)
class Point:
    """One measurement: a contender on a run's data, given the labels of one draw."""

    run: str
    contender: str
    labels_per_class: int
    draw: int
    subject: str
    """What is measured: the run, or, for raw pixels, its data, which other runs may share."""
    key: str
    """How it is measured: points of equal subject and key are the same measurement."""


def curve(run: Run, control: Control, journal: Journal) -> None:
    """Measure the points of a curve that are missing. Asked to stop, it keeps those that it has.

    Each is written to its run's results, and told as {"type": "point", "done", "total", "seconds", …}. Raises UserError
    when a run can't be measured.
    """
    store, config = RunStore(run.path.parent), run.curve_config
    _check(store, config)
    bench = _Bench(store, config, control)
    wanted = {(point.subject, point.key): point for point in _points(store, config, bench.counts)}
    measured = _measured(store, config)
    missing = sorted((wanted[name] for name in wanted.keys() - measured.keys()), key=lambda p: _order(config, p))
    done, total = len(wanted) - len(missing), len(wanted)
    for point in missing:
        control.check()
        run.beat(phase=IN_WORDS[point.contender], step=done, total_steps=total)
        began = time.perf_counter()
        row = bench.measure(point)
        store.get(point.run).add_result(RESULTS, row)
        done += 1
        took = time.perf_counter() - began
        journal.write({"type": "point", "done": done, "total": total, "seconds": took, **row})
    run.beat(step=done, total_steps=total)


def rows_of(store: RunStore, config: CurveConfig) -> list[dict[str, Any]]:
    """What is measured of a curve so far, means over the draws: contender, run, labels_per_class, accuracy_mean,
    accuracy_std (of the sample), draws. `run` is None for raw pixels where they are the same for all runs."""
    measured = _measured(store, config)
    shared = len({digest(store.get(run_id).config.data) for run_id in config.runs}) == 1
    found = [
        {
            "contender": point.contender,
            "run": None if shared and point.contender == "pixels" else point.run,
            "labels_per_class": point.labels_per_class,
            "draw": point.draw,
            "accuracy": measured[point.subject, point.key],
        }
        for point in _points(store, config, lambda _: config.labels)
        if (point.subject, point.key) in measured
    ]
    return summary(found)


class _Bench:
    """Measures points. The images of one run and the features of one contender are kept until another's turn."""

    def __init__(self, store: RunStore, config: CurveConfig, control: Control) -> None:
        self._store = store
        self._config = config
        self._control = control
        self._images = lru_cache(maxsize=1)(self._load_images)
        self._contender = lru_cache(maxsize=1)(self._make_contender)

    def counts(self, run_id: str) -> tuple[int, ...]:
        """The label counts that the run's data allow."""
        return feasible(self._images(run_id).train.labels, self._config.labels)

    def measure(self, point: Point) -> dict[str, Any]:
        """The point as a row of results."""
        labels = self._images(point.run).train.labels
        labelled = draw_labels(labels, point.labels_per_class, point.draw, self._config.seed)
        score = self._contender(point.run, point.contender).score(labelled, point.draw)
        return {
            "key": point.key,
            "contender": point.contender,
            "run": point.run,
            "labels_per_class": point.labels_per_class,
            "draw": point.draw,
            "accuracy": score.accuracy,
            **score.tuned,
        }

    def _load_images(self, run_id: str) -> Dataset:
        run = self._store.get(run_id)
        images = subset(load(run.config.data.dataset), run.config.data)
        run.check_images(images.train)
        return images

    def _make_contender(self, run_id: str, contender: str) -> Contender:
        run, seed = self._store.get(run_id), self._config.seed
        images = self._images(run_id)
        if contender == "supervised":
            share = self._config.supervised_share
            return FromScratch(run.config, images, share, seed, on_step=self._control.check)
        if contender == "pixels":
            return FrozenProbe.of_pixels(images, seed)
        which = "trained" if contender == "ssl" else "untrained"
        return FrozenProbe.of_encoder(encoder_of(run, which), images, seed)


def _check(store: RunStore, config: CurveConfig) -> None:
    if not config.runs:
        raise UserError("A label curve needs a run; choose at least one.")
    for contender in config.contenders:
        if contender not in CHEAPEST_FIRST:
            raise UserError(f"There is no contender {contender!r}; choose from {', '.join(CHEAPEST_FIRST)}.")
    for run_id in config.runs:
        run = store.get(run_id)
        if run.status.state != "done":
            raise UserError(f"{run.name} is {run.status.state}, not done; let it end first.")
        method = METHODS.get(run.config.method)
        if method is None or method.needs_labels:
            raise UserError(f"{run.name} was trained with labels; choose a self-supervised run.")
        if run.config.epochs is None:
            raise UserError(f"{run.name} does not say how long it was trained; train it again.")


def _points(store: RunStore, config: CurveConfig, counts: Callable[[str], Iterable[int]]) -> Iterator[Point]:
    for run_id in config.runs:
        data = digest(store.get(run_id).config.data)
        for contender, count, draw in product(config.contenders, counts(run_id), range(config.draws)):
            how: dict[str, Any] = {"protocol": PROTOCOL, "contender": contender, "labels": count, "draw": draw}
            how["seed"] = config.seed
            if contender == "supervised":
                how["share"] = config.supervised_share
            subject = data if contender == "pixels" else run_id
            yield Point(run_id, contender, count, draw, subject, digest(how))


def _order(config: CurveConfig, point: Point) -> tuple[int, ...]:
    """Cheap contenders first, each run at a time; training from scratch goes draw by draw, to show its curve early."""
    contender, run = CHEAPEST_FIRST.index(point.contender), config.runs.index(point.run)
    draw_first = point.draw if point.contender == "supervised" else 0
    return contender, draw_first, run, point.draw, point.labels_per_class


def _measured(store: RunStore, config: CurveConfig) -> dict[tuple[str, str], float]:
    """The accuracies that the runs' results hold, by subject and key."""
    found: dict[tuple[str, str], float] = {}
    for run in map(store.get, config.runs):
        data = digest(run.config.data)
        for row in run.results(RESULTS):
            accuracy = number(row.get("accuracy"))
            if accuracy is not None:
                subject = data if row.get("contender") == "pixels" else run.id
                found[subject, str(row.get("key"))] = accuracy
    return found
