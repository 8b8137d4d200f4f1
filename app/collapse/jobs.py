"""Queueing a sabotaged run and its healthy twin, and how far they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import streamlit as st

from app.backend import desk, store
from app.collapse.gauges import diverged_at
from app.collapse.pair import Pair, Plan, Twins, find_pair, usable
from app.errors import shown
from app.runs.doing import show_doing, stop
from app.runs.queue import place_in_queue
from app.runs.view import read_run
from app.state import current_run, set_current_run
from app.words import plain
from ssl_demo.config import RunConfig
from ssl_demo.methods import views_per_image
from ssl_demo.runs.run import Run
from ssl_demo.training.calibration import known_speed, with_epochs

TYPICAL_SPEED = 20.0
"""Steps a second at the full size, of four views each: what two cores of a laptop do with the encoder S."""


def pair_now(plan: Plan) -> Pair:
    """The runs of this plan that are there."""
    return find_pair(plan, desk().within_reach(store().list()))


def launch(plan: Plan) -> None:
    """Queue what is missing of a pair, the twin first: the sabotaged run is to be seen beside it. For a callback."""
    with shown():
        pair = pair_now(plan)
        queue_missing(
            pair,
            [
                (plan.healthy, plan.twin_name, pair.lacks_twin),
                (plan.broken, plan.broken_name, pair.lacks_broken),
            ],
        )


def queue_missing(twins: Twins, wanted: Sequence[tuple[RunConfig, str, bool]]) -> None:
    """Queue what is missing of two runs, in this order and with as many epochs each; in a class, share what is there.
    Raises UserError.

    wanted: of each its settings with seconds, its name, and whether it is missing.
    """
    epochs = twins.epochs or planned_epochs([config for config, _, _ in wanted])
    if (before := current_run()) is not None:
        set_current_run(before.id)  # else all pages would turn to the newest run, which nobody chose
    for run in to_share(twins):
        desk().take_part(run.id)
    for config, name, missing in wanted:
        if missing:
            desk().launch(dataclasses.replace(config, epochs=epochs), name=name)


def to_share(twins: Twins) -> list[Run]:
    """Those that somebody else in the class has asked for, and that need not be trained again."""
    return [run for run in desk().not_yet_shared(twins.runs) if usable(run)]


def planned_epochs(configs: Sequence[RunConfig]) -> float:
    """How many epochs of the first fit into its seconds at the speed known here, of any of these; where none is, at
    that of a method like it."""
    config = configs[0]
    speed = next(filter(None, map(known_speed, configs)), None) or _speed_of_a_like(config)
    epochs = with_epochs(config, config.data.images or 1, speed).epochs
    assert epochs is not None
    return epochs


def _speed_of_a_like(config: RunConfig) -> float:
    usual = RunConfig()
    return (known_speed(usual) or TYPICAL_SPEED) * views_per_image(usual) / views_per_image(config)


def show_jobs(plan: Plan, pair: Pair) -> None:
    """Both runs while one of them is on its way, with a button to stop them; and why one ended early."""
    show_runs(pair.runs[::-1], WAIT, "lab_stop")
    if not pair.active and pair.broken is not None and pair.twin is None:
        st.info("Its healthy twin is not here, so there is nothing to compare with.", icon=":material/group_off:")


def show_runs(runs: Sequence[Run], wait: str, key: str) -> None:
    """Each run that is on its way, in the order in which they train, or why it ended early; and, while there are any,
    what they wait for, and the button of this key that stops them."""
    for run in runs:
        if run.status.active:
            _show_progress(run)
        elif run.status.state != "done" and diverged_at(read_run(run)) is None:
            _show_end(run)
    if any(run.status.active for run in runs):
        told, button = st.columns([5, 1], vertical_alignment="center")
        told.caption(wait)
        last_first = runs[::-1]  # else the next would begin while the one before it is being stopped
        button.button("Stop", icon=":material/stop:", key=key, on_click=stop, args=(last_first,), width="stretch")


WAIT = (
    "One run trains at a time, the healthy twin first: it stays as a ghost behind whatever is broken later. After its "
    "last step its maps are drawn, which takes some more seconds; then the sabotaged run follows, with the same seed "
    "and as many steps."
)


def _show_progress(run: Run) -> None:
    view, name = read_run(run), plain(run.name)
    if view.status.state == "queued":
        place = place_in_queue(run)
        before = f"with {place.ahead} more before it" if place.ahead else "it is next"
        st.progress(0.0, f"**{name}** · waiting, {before}{place.wait}")
        return
    show_doing(view, name)


def _show_end(run: Run) -> None:
    name, reason = plain(run.name), plain(run.status.reason)
    if run.status.state == "failed":
        st.error(f"**{name} could not be trained.** {reason}", icon=":material/error:")
    else:
        st.info(f"**{name}** is {run.status.state}. {reason} {ANEW}", icon=":material/pause_circle:")


ANEW = "It can be resumed on the Train page, or trained anew here."
