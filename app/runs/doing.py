"""What runs on their way are doing, and the button's callback that stops them."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from app.backend import desk
from app.errors import shown
from app.runs.queue import at_a_time, place_in_queue
from app.runs.view import RunView
from ssl_demo.runs.run import Run

PHASES = {
    "starting": "getting ready",
    "data": "loading the images",
    "timing": "timing this machine to plan the steps",
    "training": "training",
    "maps": "drawing the maps of all its steps",
}


def show_doing(view: RunView, name: str) -> None:
    """A bar for a run in training, with its name, what it is at and how many steps are done."""
    doing, total = PHASES.get(view.status.phase, "at work"), view.status.total_steps
    steps = f", step {view.step:,} of {total:,}" if total else ""
    st.progress(view.progress, f"**{name}** · {doing}{steps}")


def show_waiting(run: Run) -> None:
    """A bar for a run in the queue: its place, how many are before it, and how long that takes."""
    place = place_in_queue(run)
    before = f"{place.ahead} before it" if place.ahead else "it is next"
    rule = at_a_time("run", "train") if run.kind == "train" else at_a_time("job", "run")
    st.progress(0.0, f"**Waiting in the queue**, place {place.ahead + 1} ({before}){place.wait}. {rule}")


def stop(runs: Iterable[Run]) -> None:
    """Cancel those of the runs that wait or train; says so on the page where that fails."""
    with shown():
        for run in runs:
            if run.status.active:
                desk().cancel(run.id)
