"""Starting a run, and the buttons that pause, stop and resume it."""

from __future__ import annotations

import dataclasses
import itertools

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.backend import desk, store
from app.errors import shown
from app.names import dataset_title, method_title
from app.runs.alike import WITH_LABELS
from app.runs.company import names_of
from app.state import set_current_run
from app.train.form import fold_form
from app.train.replay import start_replay
from ssl_demo.classroom.desk import Launched
from ssl_demo.config import RunConfig
from ssl_demo.runs.run import Run

ASKED = {
    "pause": "It pauses after this step, with a checkpoint.",
    "cancel": "It stops after this step and keeps what it has reached.",
}
AGAIN = "A replay of the training from its first step, at half to eight times its speed."
LEFT = "It is off your list. Others of the class still watch it, so it goes on."


def launch(config: RunConfig) -> None:
    """Create a run, queue it, and make it the current one. Raises UserError when the disk refuses."""
    launched = desk().launch(config, name=run_name(config))
    set_current_run(launched.run.id)
    fold_form()
    if not launched.is_new and not launched.run.status.active:
        start_replay(launched.run.id)
    if told := told_of(launched):
        st.toast(told, icon=":material/group:", duration="long")


def told_of(launched: Launched) -> str:
    """Who had asked for the run before, and how it is watched now, in a sentence; nothing for a new one."""
    if launched.is_new:
        return ""
    how = "you watch the same run" if launched.run.status.active else "you watch a replay of that run"
    if launched.again:
        return f"You have asked for this before: {how}."
    names = names_of(launched.shared_with)
    return f"{names[:1].upper()}{names[1:]} asked for the very same before you: it is trained once, and {how}."


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
        desk().launch(config, name=run_name(config))


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
    may = desk().may_change(run)
    if status.active and desk().shares(run):
        _button(right, "stop", run, "cancel", "Stop watching", ":material/visibility_off:")
    elif status.active and may:
        _button(right, "main", run, "pause", "Pause", ":material/pause:")
        _button(left, "stop", run, "cancel", "Stop", ":material/stop:")
    elif status.resumable and may:
        reached = "last" in run.checkpoints()
        label = f"Resume at step {status.step:,}" if reached and status.step else "Start again"
        _button(right, "main", run, "resume", label, ":material/play_arrow:")
    elif status.state == "done":
        right.button(
            "Watch it again",
            icon=":material/replay:",
            key="run_main",
            on_click=start_replay,
            args=(run.id,),
            help=AGAIN,
        )


def _button(place: DeltaGenerator, key: str, run: Run, what: str, label: str, icon: str) -> None:
    place.button(label, icon=icon, key=f"run_{key}", on_click=_ask, args=(what, run.id))


def _ask(what: str, run_id: str) -> None:
    with shown():
        at_work = store().get(run_id).status.state == "running"
        if getattr(desk(), what)(run_id):
            st.toast(LEFT)
        elif at_work:
            st.toast(ASKED[what])
