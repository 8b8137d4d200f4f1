"""The jobs that compute label curves: which one belongs to a choice of runs, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.backend import desk, store
from app.errors import shown
from app.label_budget.plan import plan_of, rows_now
from app.names import duration
from app.runs.doing import show_waiting
from app.words import plain
from ssl_demo.config import CurveConfig
from ssl_demo.runs.run import Run


def at_work(config: CurveConfig) -> bool:
    """Whether a job is computing, or waits to compute, points for one of these runs."""
    job = _job_for(config.runs)
    return job is not None and job.status.active


def start_curve(config: CurveConfig) -> None:
    """Queue the points of a curve that aren't there yet. For a button's callback."""
    with shown():
        desk().launch(config, "curve", "label curve")


def show_job(config: CurveConfig) -> None:
    """Where the newest job for these runs stands: its progress and a button to stop it, or why it ended early."""
    job = _job_for(config.runs)
    if job is None:
        return
    state, reason = job.status.state, plain(job.status.reason)
    if state in ("queued", "running"):
        bar, button = st.columns([5, 1], vertical_alignment="center")
        with bar:
            _show_progress(job)
        button.button("Stop", icon=":material/stop:", on_click=_stop, args=(job.id,), width="stretch")
    elif state == "failed":
        st.error(f"**The curve could not be finished.** {reason} The points below are kept.", icon=":material/error:")
    elif state in ("cancelled", "paused"):
        st.info("The computation was stopped. Every point that was finished is kept.", icon=":material/pause_circle:")


def _show_progress(job: Run) -> None:
    if job.status.state == "queued":
        show_waiting(job)
        return
    status = job.status
    doing = plain(status.phase)
    if not status.total_steps:
        st.progress(0.0, f"**Getting ready** · {doing}")
        return
    done, config = min(status.step or 0, status.total_steps), job.curve_config
    left = plan_of(config, rows_now(config), job.events()[0]).seconds
    time_left = f" · ≈ {duration(left)} left" if left else ""
    st.progress(done / status.total_steps, f"**{done} of {status.total_steps} measured** · {doing}{time_left}")


def _stop(job_id: str) -> None:
    with shown():
        desk().cancel(job_id)


def _job_for(runs: Sequence[str]) -> Run | None:
    """The newest job that computed, or is to compute, points for one of these runs; an active one goes first."""
    found = [job for job in store().list(kind="curve") if job.problem is None and set(job.curve_config.runs) & {*runs}]
    return next((job for job in found if job.status.active), found[0] if found else None)
