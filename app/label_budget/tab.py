"""The Label budget page's first tab: the curve."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.backend import store
from app.label_budget.curve import show_curve
from app.label_budget.form import curve_form
from app.label_budget.jobs import at_work, show_job, start_curve
from app.label_budget.plan import Row, plan_of, rows_now, show_plan
from app.label_budget.predict import guess_first
from app.label_budget.quick import quick_choice, quick_look
from app.live import live
from app.names import duration
from app.state import dataset
from ssl_demo.config import CurveConfig
from ssl_demo.runs.run import Run


def show_label_budget(runs: Sequence[Run]) -> None:
    """What is compared, the guess that comes first, and the curve. runs: those that can be probed, at least one."""
    st.markdown(
        "- :blue[**Self-supervised**]: take the encoder that learned without labels and leave it alone (**frozen**). "
        "Fit a **linear probe**, one weighted sum of its features per class, on the labelled images, or train both on "
        "together (**fine-tuning**), or let the labelled images nearest by vote.\n"
        "- :orange[**Supervised from scratch**]: train the same network on the labelled images alone.\n"
        "- **Classic features** (HOG, k-means patches) and what has learned nothing (the untrained encoder, raw "
        "pixels): the same probe on those. Whoever can't beat these hasn't learned anything useful."
    )
    with st.container(border=True):
        config = curve_form(runs)
        rows = None if at_work(config) else rows_now(config)
        _ask(config, rows)
    chance = 1 / len(dataset(store().get(config.runs[0]).config.data).train.classes)
    revealed = guess_first(config, chance)
    live(lambda: _watch(config, rows, revealed), lambda: 1.0 if at_work(config) else None)


def _ask(config: CurveConfig, rows: Sequence[Row] | None) -> None:
    """What is missing of the curve, and the button that computes it. rows: None while a job is at work on it."""
    plan = None if rows is None else plan_of(config, rows)
    if plan:
        show_plan(plan)
    label, icon = "Compute the missing points", ":material/play_arrow:"
    idle = plan is None or not plan.measurements
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(label, type="primary", icon=icon, on_click=start_curve, args=(config,), disabled=idle)
        if plan and plan.measurements:
            _ask_quick(quick_look(*config.runs), plan.seconds)


def _ask_quick(quick: CurveConfig, seconds: float) -> None:
    """The button of the first look, while it is quicker than these seconds, and not yet taken."""
    plan = plan_of(quick, rows_now(quick))
    if plan.measurements and plan.seconds < seconds:
        label = f"Quick look, ≈ {duration(plan.seconds)}"
        st.button(label, icon=":material/bolt:", key="quick_look", on_click=_start_quick, args=(quick,), help=QUICK)


QUICK = (
    "Self-supervised against from scratch, at three counts of labels. Its points are part of the whole curve, so no "
    "work is lost."
)


def _start_quick(quick: CurveConfig) -> None:
    st.session_state.update(quick_choice())
    start_curve(quick)


def _watch(config: CurveConfig, rows: Sequence[Row] | None, revealed: bool) -> None:
    """The job that is at work on the curve and, once it was guessed, the curve as far as it is computed.

    rows: those that the page has read, as nothing was at work; None: they are read anew.
    """
    show_job(config)
    if revealed:
        show_curve(config, rows_now(config) if rows is None or at_work(config) else rows)
