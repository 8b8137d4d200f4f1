"""The job that computes a matrix: which run it is, how far it is, and the buttons that start, stop and resume it."""

from __future__ import annotations

import streamlit as st

from app.backend import desk, store
from app.errors import shown
from app.names import duration
from app.runs.doing import show_waiting
from app.transfer.plan import Plan, matrix_run
from app.words import plain
from ssl_demo.config import TransferConfig
from ssl_demo.jobs.transfer import seconds_left
from ssl_demo.runs.run import Run


def run_of(config: TransferConfig) -> Run | None:
    """The run that holds this matrix, as far as it is."""
    return matrix_run(config, store().list(kind="transfer"))


def pace(config: TransferConfig) -> float | None:
    """How often to look, in seconds; None while nothing moves."""
    run = run_of(config)
    return 1.0 if run is not None and run.status.active else None


def ask(plan: Plan) -> None:
    """The button that starts or resumes the matrix, and how long that takes."""
    run = run_of(plan.config)
    status = run.status if run else None
    resumes = status is not None and status.resumable
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Resume" if resumes else "Train and probe all encoders",
            type="primary",
            icon=":material/play_arrow:" if resumes else ":material/grid_on:",
            key="transfer_start",
            on_click=_start,
            args=(plan.config,),
            disabled=status is not None and not resumes,
        )
        st.caption(_wait(run, plan.config), width="stretch")


def _wait(run: Run | None, config: TransferConfig) -> str:
    if run is not None and run.status.active:
        return "It is being computed in the background. Look at other pages meanwhile; nothing is lost."
    if run is not None and run.status.state == "done":
        return ":material/check: This matrix is ready: see below. Other settings ask for another one."
    left = about(seconds_left(run, config))
    rest = ". What is finished is kept." if run is not None else ", in the background; look at other pages meanwhile."
    return f"≈ **{left}**{rest}"


def about(seconds: float) -> str:
    """A duration as an estimate deserves it: "40 s", "4 minutes"."""
    if seconds < 90:
        return duration(max(10, round(seconds, -1)))
    return f"{round(seconds / 60)} minutes" if seconds < 5400 else duration(60 * round(seconds / 60))


def show_job(run: Run) -> None:
    """Where the job stands: its progress and a button that stops it, or why it ended early."""
    status, reason = run.status, plain(run.status.reason)
    if status.active:
        bar, button = st.columns([5, 1], vertical_alignment="center")
        with bar:
            _show_progress(run)
        icon = ":material/stop:"
        button.button("Stop", icon=icon, key="transfer_stop", on_click=_stop, args=(run.id,), width="stretch")
    elif status.state == "failed":
        st.error(f"**The matrix could not be finished.** {reason} {KEPT}", icon=":material/error:")
    elif status.state in ("paused", "cancelled"):
        st.info(f"**The matrix is {status.state}.** {reason} {KEPT}", icon=":material/pause_circle:")


KEPT = "Every row that was finished is kept; the button above goes on from there."


def _show_progress(run: Run) -> None:
    status = run.status
    if status.state == "queued":
        show_waiting(run)
        return
    doing = plain(status.phase)
    if not status.total_steps:
        st.progress(0.0, f"**Getting ready** · {doing}")
        return
    done = min(status.step or 0, status.total_steps)
    left = seconds_left(run, run.transfer_config)
    time_left = f" · ≈ {about(left)} left" if left > 0 else ""
    st.progress(done / status.total_steps, f"**{done} of {status.total_steps} encoders measured** · {doing}{time_left}")


def _start(config: TransferConfig) -> None:
    with shown():
        run = run_of(config)
        if run is not None and run.status.resumable:
            desk().resume(run.id)
        elif run is None:
            desk().launch(config, "transfer", "transfer matrix")


def _stop(run_id: str) -> None:
    with shown():
        desk().pause(run_id)
