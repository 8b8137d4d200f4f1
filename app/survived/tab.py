"""The tab that trains with two recipes and asks what can still be read off the embeddings."""

from __future__ import annotations

import streamlit as st

from app.backend import desk, store
from app.collapse.gauges import diverged_at
from app.collapse.jobs import queue_missing, show_runs, to_share
from app.collapse.pair import Twins
from app.errors import shown
from app.live import live
from app.names import duration
from app.runs.company import offer_to_share
from app.runs.view import read_run
from app.survived.form import survived_form
from app.survived.plan import Plan, both_done
from app.survived.result import show_result
from app.words import plain


def survived_tab() -> None:
    """The whole tab, for the runs that are there, however far they are."""
    st.markdown(INTRODUCTION)
    with st.container(border=True):
        plan = survived_form()
        if not plan.changes():
            st.info(ALIKE, icon=":material/content_copy:")
            return
        _ask(plan, _twins(plan))
    live(lambda: _watch(plan), lambda: 1.0 if _twins(plan).active else None)


INTRODUCTION = (
    "Two views of an image are to get the same embedding. Whatever the recipe changes between them is a nuisance, and "
    "the encoder learns to overlook it; whatever all views share, it may keep. So a recipe decides **which information "
    "survives**. Here two encoders are trained that differ in their recipe alone. Then both are asked for everything "
    "that is known of the images: a simple model tries to read each property off their embeddings, and how well that "
    "goes says how much of it is left."
)
ALIKE = "A and B are the same recipe, so there is nothing to compare. Choose another one for A or for B."


def _twins(plan: Plan) -> Twins:
    return plan.twins(desk().within_reach(store().list()))


def _ask(plan: Plan, twins: Twins) -> None:
    """The button that trains what is missing, and how long that takes."""
    missing = twins.lacks_first + twins.lacks_second
    shared = [] if missing else to_share(twins)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train the missing one" if missing == 1 else "Train both",
            type="primary",
            icon=":material/model_training:",
            key="survived_train",
            on_click=_train,
            args=(plan,),
            disabled=not missing and not shared,
        )
        wait = _wait(twins, missing * (plan.usual.seconds or 0.0))
        st.caption(offer_to_share(shared) or wait, width="stretch")


def _wait(twins: Twins, seconds: float) -> str:
    if seconds:
        there = "" if twins.lacks_first and twins.lacks_second else " The other one is here already."
        return f"≈ **{duration(seconds)}** of training, and some seconds more for each to get ready.{there}"
    if twins.active:
        return "Both are on their way."
    return ":material/check: Both are trained: see below. Choose another recipe, data set or seed for a new pair."


def _train(plan: Plan) -> None:
    with shown():
        twins = _twins(plan)
        sides = ((plan.a, twins.lacks_first), (plan.b, twins.lacks_second))
        queue_missing(twins, [(plan.config(side), plan.run_name(side), missing) for side, missing in sides])


def _watch(plan: Plan) -> None:
    twins = _twins(plan)
    show_runs(twins.runs, WAIT, "survived_stop")
    for run in twins.runs:
        if not run.status.active and diverged_at(read_run(run)) is not None:
            st.error(f"**{plain(run.name)} diverged**, so there is nothing to ask it. {OTHERS}", icon=":material/bolt:")
    if both_done(twins):
        with shown():
            show_result(plan, twins)
    else:
        st.markdown(EXPECT)


WAIT = "One run trains at a time, A first. After its last step the maps of its embeddings are drawn; then B follows."
OTHERS = "Choose another seed or another recipe."
EXPECT = (
    "##### What you will see\n"
    "1. For each **property** of an image (its class, its dominant colour, how it is turned; on Scenes also the paint "
    "of the toy, its place and size, the light and the haze), how well it can be read off three embeddings: A's, B's "
    "and the **untrained** encoder's.\n"
    "2. In words, what only A has kept, what only B, and where the difference is too small to tell.\n\n"
    "Guess before you train: with which recipe will the *colour* be easier to read off? And with which the *class*?"
)
