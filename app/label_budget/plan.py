"""What a label curve still needs, and how long that will take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import streamlit as st

from app.backend import store
from app.names import duration, needs_labels
from app.state import dataset
from app.words import plain
from ssl_demo.config import CurveConfig, SubsetConfig
from ssl_demo.evaluation.label_curve import SHARED, TRAINED
from ssl_demo.evaluation.label_draws import feasible, takes_all
from ssl_demo.evaluation.supervised import views_of_measurement, views_of_run
from ssl_demo.jobs.curve import rows_of
from ssl_demo.jobs.points import draws_at, encoder_size
from ssl_demo.models.encoders import WIDTHS
from ssl_demo.runs.run import Run

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """What a curve still lacks. A measurement is one contender with one draw of labels."""

    measurements: int
    seconds: float
    skipped: tuple[int, ...]
    """The counts that the images of some run are too few for."""
    absent: tuple[str, ...] = ()
    """The classes that no training image of some run shows, so that no draw has them."""


def curve_runs() -> list[Run]:
    """The runs whose encoder can be probed: finished, and trained without the labels that are handed out here."""
    done = [run for run in store().list() if run.status.state == "done" and run.problem is None]
    return [run for run in done if not needs_labels(run.config.method)]


def rows_now(config: CurveConfig) -> list[Row]:
    """The points of this curve that are there so far, as means over the draws."""
    return rows_of(store(), config)


def plan_of(config: CurveConfig, rows: Sequence[Row], events: Iterable[Mapping[str, Any]] = ()) -> Plan:
    """What these rows lack. Trainings count with the views that they go through, at the pace of the run's own training;
    probes with a moment. Both are corrected by what measurements really took, once a job's events tell.

    Raises UserError when a run's data set isn't here, or allows none of the counts.
    """
    pace = _Pace(config, events)
    measurements, seconds, skipped, absent = 0, 0.0, set[int](), dict[str, None]()
    shared = set[tuple[str, SubsetConfig]]()
    for run in map(store().get, config.runs):
        train = dataset(run.config.data).train
        labels = train.labels
        absent |= dict.fromkeys(name for i, name in enumerate(train.classes) if i not in labels)
        possible = feasible(labels, config.labels)
        skipped |= {*config.labels} - {*possible}
        for contender, count, wrong in product(config.contenders, possible, config.wrong):
            if contender in SHARED and (contender, run.config.data) in shared:
                continue  # measured once for all runs on the same images
            wanted = draws_at(config, contender, wrong, takes_all(labels, count))
            missing = max(0, wanted - _draws(rows, run, contender, count, wrong))
            measurements += missing
            seconds += missing * pace.seconds(run, contender, count)
        shared |= {(contender, run.config.data) for contender in SHARED}
    return Plan(measurements, seconds, tuple(sorted(skipped)), tuple(absent))


def _draws(rows: Sequence[Row], run: Run, contender: str, count: int, wrong: float) -> int:
    """How many draws of a point are measured; a row without a run holds for all of them."""
    wanted = (contender, count, wrong)
    return next(
        (
            row["draws"]
            for row in rows
            if (row["contender"], row["labels_per_class"], row.get("wrong", 0.0)) == wanted
            and row["run"] in (run.id, None)
        ),
        0,
    )


class _Pace:
    """Foretells how long a measurement takes."""

    def __init__(self, config: CurveConfig, events: Iterable[Mapping[str, Any]]) -> None:
        self._share = config.supervised_share
        took: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
        for event in events:
            run_id, contender = event.get("run"), event.get("contender")
            if event.get("type") == "point" and run_id in config.runs and "seconds" in event:
                foretold = self._foretold(store().get(run_id), contender, event["labels_per_class"])
                took[contender in TRAINED].append((event["seconds"], foretold))
        self._correction = {
            trained: sum(real for real, _ in times) / sum(foretold for _, foretold in times) if times else 1.0
            for trained, times in took.items()
        }

    def seconds(self, run: Run, contender: str, count: int) -> float:
        return self._correction[contender in TRAINED] * self._foretold(run, contender, count)

    def _foretold(self, run: Run, contender: str, count: int) -> float:
        if contender not in TRAINED:
            return PROBE_SECONDS
        train = dataset(run.config.data).train
        labelled = count * len(train.classes)
        views = views_of_measurement(run.config, len(train), labelled, self._share, contender)
        pace = run.status.figures.get("seconds", 60.0) / views_of_run(run.config, len(train))
        return views * pace * _size(encoder_size(run, contender)) / _size(run.config.encoder)


PROBE_SECONDS = 0.3


def _size(encoder: str) -> float:
    """How long a step of this encoder takes, beside others: a convolution's work grows with the square of its width,
    and wide ones run somewhat faster."""
    width = WIDTHS.get(encoder, (512, 512, 512))[-1]
    return (width / 128) ** 1.6


def show_plan(plan: Plan) -> None:
    """In words: what is missing and how long it will take."""
    if plan.skipped:
        which = ", ".join(map(str, plan.skipped))
        st.caption(
            f":material/info: Left out: {which} labels per class. Some class has fewer training images than that."
        )
    if plan.absent:
        st.caption(
            f":material/info: No training image shows {plain(', '.join(plan.absent))}. No draw can have it, so its "
            "test images are always named wrongly, by every contender."
        )
    if not plan.measurements:
        st.caption(":material/check: Everything chosen here is measured.")
    else:
        st.caption(
            f"{plan.measurements} measurements are missing, ≈ **{duration(plan.seconds)}**. Frozen features come "
            "first; networks trained with labels start anew for every count and draw, so that is where the time goes."
        )
