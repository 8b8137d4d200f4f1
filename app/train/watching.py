"""One run on the Train page: its name, its buttons, and everything that moves."""

from __future__ import annotations

import time

import streamlit as st

from app.frame import run_title
from app.live import live
from app.names import in_short
from app.runs.company import company_of
from app.runs.pace import paced
from app.runs.view import RunView, read_run
from app.train.collapse import show_collapse
from app.train.controls import show_controls
from app.train.curves import show_gauges, show_knn, show_loss, show_numbers, show_progress
from app.train.expectations import show_expectations
from app.train.live_map import show_map
from app.train.outcome import show_outcome
from app.train.replay import pace_of, replayed, show_replay
from app.words import plain
from ssl_demo.runs.run import Run

LONG_WAIT = 3.0
"""Seconds in the queue after which others are before a run: one that is next begins at once."""


def watch(run: Run) -> None:
    """Show a run; while it is active, draw it again and again. Raises UserError when it is damaged."""
    about, buttons = st.columns([3, 2], vertical_alignment="bottom")
    with about:
        st.subheader(plain(run_title(run)), anchor=False)
        st.caption(plain(in_short(run.config)))
        if company := company_of(run):
            st.caption(f":material/group: {company}")
    with buttons:
        show_controls(run)
    show_replay(read_run(run))
    live(lambda: _draw(replayed(read_run(run))), lambda: _pace(read_run(run)))


def _pace(view: RunView) -> float | None:
    """Quick while a first loss is near; else slower, as every drawing takes its time from the training."""
    if not view.status.active:
        return pace_of(view)
    waits = view.status.state == "queued" and time.time() - (view.status.queued_at or 0.0) > LONG_WAIT
    return paced(1.0 if view.steps or waits else 0.3)


def _draw(view: RunView) -> None:
    """Each part has a place of its own: the browser takes it ill when a text turns into columns under the drawing."""
    outcome, progress, expectations, figures = (st.container() for _ in range(4))
    with outcome:
        show_outcome(view)
    if view.status.active or (view.steps and view.status.state != "done"):
        with progress:
            show_progress(view)
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
