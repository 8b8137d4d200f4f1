"""One run on the Train page: its name, its buttons, and everything that moves."""

from __future__ import annotations

import streamlit as st

from app.backend import jobs
from app.frame import run_title
from app.live import live
from app.names import in_short
from app.runs.view import RunView, read_run
from app.train.collapse import show_collapse
from app.train.controls import show_controls
from app.train.curves import show_gauges, show_knn, show_loss, show_numbers, show_progress
from app.train.expectations import show_expectations
from app.train.live_map import show_map
from app.train.outcome import show_outcome
from app.words import plain
from ssl_demo.runs.run import Run


def watch(run: Run) -> None:
    """Show a run; while it is active, draw it again and again. Raises UserError when it is damaged."""
    about, buttons = st.columns([3, 2], vertical_alignment="bottom")
    with about:
        st.subheader(plain(run_title(run)), anchor=False)
        st.caption(plain(in_short(run.config)))
    with buttons:
        show_controls(run)
    live(lambda: _draw(read_run(run)), lambda: _pace(read_run(run)))


def _pace(view: RunView) -> float | None:
    """Quick until the first loss is there; then slower, as every drawing takes its time from the training."""
    if not view.status.active:
        return None
    return 1.0 if view.steps else 0.3


def _draw(view: RunView) -> None:
    """Each part has a place of its own: the browser takes it ill when a text turns into columns under the drawing."""
    outcome, progress, expectations, figures = (st.container() for _ in range(4))
    with outcome:
        show_outcome(view)
    if view.status.active or (view.steps and view.status.state != "done"):
        with progress:
            show_progress(view, place_in_queue(view.run))
    if view.status.active and not view.steps:
        with expectations:
            show_expectations()
    if view.steps:
        with figures:
            show_figures(view)


def show_figures(view: RunView) -> None:
    """All that can be read off a run that has made its first step."""
    show_numbers(view)
    curves, picture = st.columns(2, gap="large")
    with curves:
        show_loss(view)
        show_knn(view)
    with picture, st.container(key="run_map"):
        show_map(view)
    show_gauges(view)
    show_collapse(view)


def place_in_queue(run: Run) -> int | None:
    """From 1, the next one; None for a run that doesn't wait."""
    if run.status.state != "queued":
        return None
    return next((place for place, waiting in enumerate(jobs().queue(), 1) if waiting.id == run.id), None)
