"""The jobs that search a run for wrong labels: which one belongs to it, and how far it is."""

from __future__ import annotations

import streamlit as st

from app.backend import desk, store
from app.errors import shown
from app.runs.doing import show_waiting
from app.words import plain
from ssl_demo.config import SuspectsConfig
from ssl_demo.jobs.suspects import key_of
from ssl_demo.runs.run import Run

READING = 0.3
"""About this share of a search's time goes by until all features are read; the rest can't be counted in steps."""


def searching(run_id: str) -> bool:
    """Whether a job searches this run, or waits to."""
    job = _job_for(run_id)
    return job is not None and job.status.active


def start_search(config: SuspectsConfig) -> None:
    """Queue a search. For a button's callback."""
    with shown():
        desk().launch(config, "suspects", "search for wrong labels")


def show_search_job(config: SuspectsConfig) -> None:
    """The progress of the job that searches this run and a button to stop it; or why this very search ended early."""
    job = _job_for(config.run)
    if job is None:
        return
    state, reason = job.status.state, plain(job.status.reason)
    if job.status.active:
        bar, button = st.columns([5, 1], vertical_alignment="center")
        with bar:
            _show_progress(job)
        button.button("Stop", icon=":material/stop:", key="wl_stop", on_click=_stop, args=(job.id,), width="stretch")
    elif key_of(job.suspects_config) != key_of(config):
        return
    elif state == "failed":
        st.error(f"**The search could not be made.** {reason}", icon=":material/error:")
    elif state in ("cancelled", "paused"):
        st.info("The search was stopped before it had found anything.", icon=":material/pause_circle:")


def _show_progress(job: Run) -> None:
    status = job.status
    if status.state == "queued":
        show_waiting(job)
        return
    if not status.total_steps:
        st.progress(0.0, f"**Getting ready** · {plain(status.phase)}")
        return
    done = min(status.step or 0, status.total_steps)
    share = READING * done / status.total_steps
    st.progress(share, f"**{done:,} of {status.total_steps:,} images read** · {plain(status.phase)}")


def _stop(job_id: str) -> None:
    with shown():
        desk().cancel(job_id)


def _job_for(run_id: str) -> Run | None:
    """The newest job that searched, or is to search, this run; an active one goes first."""
    found = [job for job in store().list(kind="suspects") if job.problem is None and job.suspects_config.run == run_id]
    return next((job for job in found if job.status.active), found[0] if found else None)
