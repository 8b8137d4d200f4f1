"""Starting a run, and the buttons that pause, stop and resume it."""

from __future__ import annotations

import dataclasses
import itertools

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.backend import jobs, store
from app.errors import shown
from app.names import dataset_title, method_title
from app.runs.alike import WITH_LABELS
from app.state import set_current_run
from app.train.form import fold_form
from ssl_demo.config import RunConfig
from ssl_demo.runs.run import Run

ASKED = {
    "pause": "It pauses after this step, with a checkpoint.",
    "cancel": "It stops after this step and keeps what it has reached.",
}


def launch(config: RunConfig) -> None:
    """Create a run, queue it, and make it the current one. Raises UserError when the disk refuses."""
    run = store().create(config, name=run_name(config))
    jobs().submit(run)
    set_current_run(run.id)
    fold_form()


def start_run(config: RunConfig) -> None:
    """`launch` for a button's callback."""
    with shown():
        launch(config)


def train_with_labels(run: Run) -> None:
    """Queue a supervised run like this one, to stand beside it, for a button's callback."""
    # Else all pages would turn to the newest run.
    set_current_run(run.id)
    with shown():
        config = dataclasses.replace(run.config, method=WITH_LABELS, knobs={})
        jobs().submit(store().create(config, name=run_name(config)))


def run_name(config: RunConfig) -> str:
    """A name for people, told apart by a number: "SimCLR on Scenes", "SimCLR on Scenes 2"."""
    plain = f"{method_title(config.method)} on {dataset_title(config.data.dataset)}"
    taken = {run.name for run in store().list()}
    return next(name for n in itertools.count(1) if (name := plain if n == 1 else f"{plain} {n}") not in taken)


def show_controls(run: Run) -> None:
    """The buttons that make sense now. Draw them outside of a live part: they belong to the page."""
    status = run.status
    with st.container(horizontal=True, horizontal_alignment="right", key="run_controls"):
        left, right = st.empty(), st.empty()
    # One button changes its words in place, and the places are filled from the right: none slides from under a finger.
    if status.active:
        _button(right, "main", run, "pause", "Pause", ":material/pause:")
        _button(left, "stop", run, "cancel", "Stop", ":material/stop:")
    elif status.resumable:
        reached = "last" in run.checkpoints()
        label = f"Resume at step {status.step:,}" if reached and status.step else "Start again"
        _button(right, "main", run, "resume", label, ":material/play_arrow:")


def _button(place: DeltaGenerator, key: str, run: Run, what: str, label: str, icon: str) -> None:
    place.button(label, icon=icon, key=f"run_{key}", on_click=_ask, args=(what, run.id))


def _ask(what: str, run_id: str) -> None:
    with shown():
        at_work = store().get(run_id).status.state == "running"
        getattr(jobs(), what)(run_id)
        if at_work:
            st.toast(ASKED[what])
