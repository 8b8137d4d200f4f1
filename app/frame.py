"""What stands around every page: the picker of the run that all pages look at."""

from __future__ import annotations

import streamlit as st

from app.state import current_run, set_current_run, store
from app.words import plain
from ssl_demo.runs.status import Status

STATE_ICONS = {
    "queued": ":material/hourglass_empty:",
    "running": ":material/play_circle:",
    "paused": ":material/pause_circle:",
    "done": ":material/check_circle:",
    "failed": ":material/error:",
    "cancelled": ":material/cancel:",
}


def state_text(status: Status) -> str:
    """A run's state with its icon and, while it is known, how far it is: ":material/play_circle: running, 40 %"."""
    share = f", {status.step / status.total_steps:.0%}" if status.step and status.total_steps else ""
    return f"{STATE_ICONS[status.state]} {status.state}{share if status.state in ('running', 'paused') else ''}"


def pick_run() -> None:
    """In the sidebar: which run all pages look at, and its state. Nothing while there are no runs."""
    runs = {run.id: run for run in store().list()}
    chosen = current_run()
    if chosen is None:
        return
    with st.sidebar:
        st.session_state["run_picker"] = chosen.id
        st.selectbox(
            "Run",
            list(runs),
            format_func=lambda run_id: runs[run_id].name if run_id in runs else run_id,
            key="run_picker",
            on_change=lambda: set_current_run(st.session_state["run_picker"]),
            help="All pages look at this run, and so does a link that you copy from the address bar.",
        )
        st.caption(state_text(chosen.status))


def show_problem(sentence: str | None) -> None:
    """One friendly sentence above the page, when there is one."""
    if sentence:
        st.warning(plain(sentence), icon=":material/link_off:")
