"""What a label curve still needs, and how long that will take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

import streamlit as st

from app.backend import store
from app.label_budget.words import Row
from app.names import duration, needs_labels
from app.state import dataset
from ssl_demo.config import CurveConfig, SubsetConfig
from ssl_demo.evaluation.label_draws import feasible
from ssl_demo.jobs.curve import rows_of
from ssl_demo.runs.run import Run


@dataclass(frozen=True)
class Plan:
    """What a curve still lacks. A measurement is one contender with one draw of labels."""

    measurements: int
    seconds: float
    skipped: tuple[int, ...]
    """The counts that the images of some run are too few for."""


def curve_runs() -> list[Run]:
    """The runs whose encoder can be probed: finished, and trained without the labels that are handed out here."""
    done = [run for run in store().list() if run.status.state == "done" and run.problem is None]
    return [run for run in done if not needs_labels(run.config.method)]


def rows_now(config: CurveConfig) -> list[Row]:
    """The points of this curve that are there so far, as means over the draws."""
    return rows_of(store(), config)


def plan_of(config: CurveConfig, rows: Sequence[Row], events: Iterable[Mapping[str, Any]] = ()) -> Plan:
    """What these rows lack. A measurement counts with the mean seconds of its kind in these events of a job; before
    there are any, training from scratch counts with the run's own seconds, times the share, and a probe as nothing.

    Raises UserError when a run's data set isn't here, or allows none of the counts.
    """
    took = _mean_seconds(events)
    measurements, seconds, skipped = 0, 0.0, set[int]()
    images = set[SubsetConfig]()
    for run in map(store().get, config.runs):
        possible = feasible(dataset(run.config.data).train.labels, config.labels)
        skipped |= {*config.labels} - {*possible}
        scratch = config.supervised_share * run.status.figures.get("seconds", 60.0)
        for contender in config.contenders:
            if contender == "pixels" and run.config.data in images:
                continue  # they are measured once for all runs on the same images
            missing = sum(config.draws - _draws(rows, run, contender, count) for count in possible)
            measurements += missing
            seconds += missing * took.get(contender, scratch if contender == "supervised" else 0.0)
        images.add(run.config.data)
    return Plan(measurements, seconds, tuple(sorted(skipped)))


def _draws(rows: Sequence[Row], run: Run, contender: str, count: int) -> int:
    """How many draws of a point are measured; a row without a run holds for all of them."""
    wanted = (contender, count)
    return next(
        (
            row["draws"]
            for row in rows
            if (row["contender"], row["labels_per_class"]) == wanted and row["run"] in (run.id, None)
        ),
        0,
    )


def _mean_seconds(events: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """By contender; a probe that hasn't been timed yet is taken to be like the others."""
    times: dict[str, list[float]] = {}
    for event in events:
        if "contender" in event and "seconds" in event:
            times.setdefault(event["contender"], []).append(event["seconds"])
    means = {contender: mean(seconds) for contender, seconds in times.items()}
    probes = [seconds for contender, seconds in means.items() if contender != "supervised"]
    return {**(dict.fromkeys(PROBES, mean(probes)) if probes else {}), **means}


PROBES = ("ssl", "untrained", "pixels")


def show_plan(plan: Plan) -> None:
    """In words: what is missing and how long it will take."""
    if plan.skipped:
        which = ", ".join(map(str, plan.skipped))
        st.caption(
            f":material/info: Left out: {which} labels per class. Some class has fewer training images than that."
        )
    if not plan.measurements:
        st.caption(":material/check: Everything chosen here is measured.")
    elif plan.seconds:
        st.caption(
            f"{plan.measurements} measurements are missing. The probes come first, in seconds; training from scratch "
            f"takes ≈ **{duration(plan.seconds)}**: the run's own time, times the share, for every count and draw."
        )
    else:
        st.caption(f"{plan.measurements} measurements are missing; each takes a second or a few.")
