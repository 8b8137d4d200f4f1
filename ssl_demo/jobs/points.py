"""The points of a label curve: what is to be measured, by which key it is kept, and what is measured already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from ssl_demo.config import CurveConfig, digest
from ssl_demo.errors import UserError
from ssl_demo.evaluation.label_curve import CHEAPEST_FIRST, FROM_SCRATCH, SHARED, TRAINED
from ssl_demo.methods import METHODS
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import number
from ssl_demo.runs.store import RunStore

PROTOCOL = 2
"""Counted up when the way of measuring changes, so that older points are measured anew."""
RESULTS = "label_curve"


@dataclass(frozen=True)
class Point:
    """One measurement: a contender on a run's data, given the labels of one draw, some of them wrong."""

    run: str
    contender: str
    labels_per_class: int
    wrong: float
    draw: int
    subject: str
    """What is measured: the run, or its data, where other runs may share them."""
    key: str
    """How it is measured: points of equal subject and key are the same measurement."""


def check_curve(store: RunStore, config: CurveConfig) -> None:
    """Raise UserError if these runs can't be measured, or a contender is unknown."""
    if not config.runs:
        raise UserError("A label curve needs a run; choose at least one.")
    for contender in config.contenders:
        if contender not in CHEAPEST_FIRST:
            raise UserError(f"There is no contender {contender!r}; choose from {', '.join(CHEAPEST_FIRST)}.")
    for run in map(store.get, config.runs):
        check_run(run)


def check_run(run: Run) -> None:
    """Raise UserError if this run's encoder can't be measured."""
    if run.status.state != "done":
        raise UserError(f"{run.name} is {run.status.state}, not done; let it end first.")
    method = METHODS.get(run.config.method)
    if method is None or method.needs_labels:
        raise UserError(f"{run.name} was trained with labels; choose a self-supervised run.")
    if run.config.epochs is None:
        raise UserError(f"{run.name} does not say how long it was trained; train it again.")


def draws_at(config: CurveConfig, contender: str, wrong: float, everything: bool) -> int:
    """How many draws make a point. Where `everything` has a label, each draw is the same: only what is trained or
    mislabelled by chance is worth measuring again."""
    return config.draws if not everything or wrong or contender in TRAINED else 1


def points(store: RunStore, config: CurveConfig, counts: Callable[[str], Mapping[int, bool]]) -> Iterator[Point]:
    """Every point of a curve. `counts` gives the label counts that a run's data allow, and whether they are all."""
    for run in map(store.get, config.runs):
        data = digest(run.config.data)
        allowed = counts(run.id)
        for contender, count, wrong, draw in product(config.contenders, allowed, config.wrong, range(config.draws)):
            if draw >= draws_at(config, contender, wrong, allowed[count]):
                continue
            how: dict[str, Any] = {"protocol": PROTOCOL, "contender": contender, "labels": count, "draw": draw}
            how["seed"] = config.seed
            if contender in FROM_SCRATCH:
                how |= {"contender": "supervised", "encoder": encoder_size(run, contender)}
            if contender in TRAINED:
                how["share"] = config.supervised_share
            if wrong:
                # Similar classes are told by the run's own features.
                how |= {"wrong": wrong, "flips": config.flips, "of": run.id if config.flips == "similar" else ""}
            yield Point(run.id, contender, count, wrong, draw, _subject(run.id, data, contender), digest(how))


def encoder_size(run: Run, contender: str) -> str:
    """Which encoder a contender trains from scratch: the one that it names, or the run's."""
    return contender.partition("_")[2] or run.config.encoder


def measured(store: RunStore, config: CurveConfig) -> dict[tuple[str, str], float]:
    """The accuracies that the runs' results hold, by subject and key."""
    found: dict[tuple[str, str], float] = {}
    for run in map(store.get, config.runs):
        data = digest(run.config.data)
        for row in run.results(RESULTS):
            accuracy = number(row.get("accuracy"))
            if accuracy is not None:
                found[_subject(run.id, data, str(row.get("contender"))), str(row.get("key"))] = accuracy
    return found


def _subject(run_id: str, data: str, contender: str) -> str:
    return data if contender in SHARED else run_id


def order(config: CurveConfig, point: Point) -> tuple[float, ...]:
    """Cheap contenders first, each run at a time; trained ones go draw by draw, to show their curves early, and the
    last draw backwards, so that no core is left alone with the longest training in the end."""
    contender, run = CHEAPEST_FIRST.index(point.contender), config.runs.index(point.run)
    place = (point.labels_per_class, point.wrong)
    if point.contender in TRAINED:
        backwards = -1 if 0 < point.draw == config.draws - 1 else 1
        return 1, point.draw, *(backwards * number for number in (contender, *place)), run
    return 0, contender, run, point.draw, *place
