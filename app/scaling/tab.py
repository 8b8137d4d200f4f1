"""The tab "More data, bigger models" of the Label budget page."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import streamlit as st

from app.backend import store
from app.errors import shown
from app.frame import run_titles
from app.label_budget.jobs import at_work, start_curve
from app.label_budget.plan import plan_of, rows_now, show_plan
from app.live import live
from app.names import duration, in_short
from app.scaling import prose
from app.scaling.form import PROBE_DRAWS, labelled_form, unlabelled_form
from app.scaling.panels import Asked, show_panels
from app.scaling.siblings import Family, family_of
from app.scaling.took import seconds_by_size
from app.scaling.training import ask_training, show_training
from app.state import current_run, dataset
from app.words import plain
from ssl_demo.config import CurveConfig
from ssl_demo.evaluation.label_draws import most_per_class
from ssl_demo.runs.run import Run


def show_scaling(runs: Sequence[Run]) -> None:
    """Draw the whole tab. runs: the finished self-supervised ones, the newest first, at least one.

    It is about the current run or, where that one isn't among them, about the newest.
    """
    current = current_run()
    chosen = next((run for run in runs if current and run.id == current.id), runs[0])
    st.markdown(prose.INTRO)
    title = run_titles(store().list())[chosen.id]
    st.caption(f"From **{plain(title)}**: {plain(in_short(chosen.config))}. The sidebar picks another run.")
    with shown():
        family = _family(chosen)
        left, right = st.columns(2, gap="large", border=True)
        with left:
            st.markdown(prose.WITH_LABELS)
            labelled = labelled_form(chosen.id, most_per_class(dataset(chosen.config.data).train.labels))
        with right:
            st.markdown(prose.WITHOUT_LABELS)
            wished = unlabelled_form(family)
        measurable = family.measurable(wished.count)
        unlabelled = CurveConfig(
            runs=tuple(run.id for run in measurable), contenders=("ssl",), labels=(wished.count,), draws=PROBE_DRAWS
        )
        asked = Asked(family, labelled, unlabelled, wished.sizes)
        busy = at_work(asked.both)
        with left:
            _ask_labelled(asked, busy)
        with right:
            live(lambda: _watch_training(asked), lambda: 1.0 if _active(family) else None)
            ask_training(family, wished.sizes)
            _ask_unlabelled(asked, wished.count, busy)
        live(lambda: show_panels(asked), lambda: 1.0 if at_work(asked.both) else None)
        st.subheader("Where the likeness ends", anchor=False)
        st.markdown(prose.limits(family, labelled))
        st.subheader("How it was measured", anchor=False)
        st.markdown(prose.protocol(family, dataset(chosen.config.data), labelled))


def _family(chosen: Run) -> Family:
    whole = dataset(dataclasses.replace(chosen.config.data, images=None)).train
    return family_of(chosen, store().list(), whole)


def _active(family: Family) -> bool:
    return any(run.status.active for run in family.runs)


def _watch_training(asked: Asked) -> None:
    """The runs on their way. Once one of them ends, everything else on the page has to know."""
    now = _family(asked.family.chosen)
    if _states(now) != _states(asked.family):
        st.rerun()
    show_training(now, asked.sizes)


def _states(family: Family) -> list[tuple[str, str]]:
    return [(run.id, run.status.state) for run in family.runs]


def _ask_labelled(asked: Asked, busy: bool) -> None:
    """What the panel with labels lacks, and the button that measures it."""
    plan = plan_of(asked.labelled, rows_now(asked.labelled))
    if not busy:
        show_plan(plan)
    st.caption(prose.costs(seconds_by_size(store().list(kind="curve"), asked.family.chosen.id)))
    _measure("Measure the points with labels", "md_measure", asked.labelled, busy or not plan.measurements)


def _ask_unlabelled(asked: Asked, count: int, busy: bool) -> None:
    """What the panel without labels lacks of the runs that are done, and the button that measures it."""
    if left_out := asked.family.too_small(count):
        which = ", ".join(f"{asked.family.images(run):,}" for run in left_out)
        st.caption(f":material/info: Left out: {which} images. Some class has fewer than {count} of them.")
    missing = 0
    if asked.unlabelled.runs:
        plan = plan_of(asked.unlabelled, rows_now(asked.unlabelled))
        missing = plan.measurements
        if missing and not busy:
            st.caption(f"{missing} probes are missing, ≈ **{duration(plan.seconds)}**. Nothing is trained for them.")
        elif not missing:
            st.caption(":material/check: Every run that is done is measured.")
    _measure("Measure the points without labels", "md_probe_runs", asked.unlabelled, busy or not missing)


def _measure(label: str, key: str, config: CurveConfig, idle: bool) -> None:
    st.button(
        label,
        key=key,
        type="primary",
        icon=":material/play_arrow:",
        on_click=start_curve,
        args=(config,),
        disabled=idle,
    )
