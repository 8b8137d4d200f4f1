"""The Collapse lab's first tab: break a method on purpose, beside a healthy run of the same seed."""

from __future__ import annotations

import streamlit as st

from app.collapse.curves import show_curves
from app.collapse.form import lab_form
from app.collapse.inside import show_maps, show_spectrum
from app.collapse.jobs import launch, pair_now, show_jobs, to_share
from app.collapse.overview import show_overview
from app.collapse.pair import Pair, Plan
from app.collapse.predict import ask_guess
from app.collapse.verdict import show_cure, show_verdicts
from app.collapse.words import RULES
from app.lesson.question import held_back, wait_for_guess
from app.live import live
from app.names import duration
from app.runs.company import offer_to_share
from app.runs.view import read_run


def show_break_it() -> None:
    """The form, and the pair of runs that belongs to what is chosen there, however far it is. Raises UserError."""
    st.markdown(INTRODUCTION)
    with st.container(border=True):
        plan = lab_form()
        pair = pair_now(plan)
        over = _over(pair)
        if not over:
            ask_guess(plan)
        _ask(plan, pair)
    live(lambda: _watch(plan, over), lambda: 1.0 if pair_now(plan).active else None)
    with st.expander("How the verdict is found", icon=":material/rule:"):
        st.markdown(RULES)
    if not held_back("verdict"):
        show_overview()


INTRODUCTION = (
    "A method that compares what it makes itself walks along an edge: the loss is easily made small by giving **every "
    "image the same embedding**. Then all views agree, and nothing is learned. Something in each such method prevents "
    "this **collapse**. Take it out here and watch, beside a healthy twin: the same method, the same images, the same "
    "seed. (Where the answer comes from the image itself, as in rotation or in MAE, there is no such edge: see whether "
    "a much too high learning rate can break those.)"
)


def _over(pair: Pair) -> bool:
    return pair.broken is not None and not pair.lacks_broken and not pair.broken.status.active


def _ask(plan: Plan, pair: Pair) -> None:
    """The button that trains what is missing, and how long that takes."""
    seconds = plan.healthy.seconds or 0.0
    missing = pair.lacks_broken + pair.lacks_twin
    shared = [] if missing else to_share(pair)
    label = "Train the healthy twin" if missing and not pair.lacks_broken else "Break it"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label,
            type="primary",
            icon=":material/heart_broken:" if label == "Break it" else ":material/play_arrow:",
            key="lab_start",
            on_click=launch,
            args=(plan,),
            disabled=not missing and not shared,
        )
        st.caption(offer_to_share(shared) or _wait(pair, missing * seconds), width="stretch")


def _wait(pair: Pair, seconds: float) -> str:
    if not seconds:
        both = "Both runs are on their way." if pair.active else ":material/check: Both runs are trained: see below."
        return f"{both} Choose another sabotage, method or seed for a new pair."
    if pair.lacks_twin and pair.lacks_broken:
        return f"Trains two runs, ≈ {duration(seconds)} in all and some seconds to get ready and to draw maps."
    which = "its healthy twin is here already" if pair.lacks_broken else "the sabotaged one is here already"
    return f"Trains one run, ≈ {duration(seconds)}: {which}."


def _watch(plan: Plan, was_over: bool) -> None:
    """Each part has a place of its own, so that none changes its kind under the drawing."""
    pair = pair_now(plan)
    if _over(pair) != was_over:
        st.rerun()  # the form has to know as well
    progress, verdicts, cure, figures = (st.container() for _ in range(4))
    with progress:
        show_jobs(plan, pair)
        if wait_for_guess("verdict"):
            return
    broken = read_run(pair.broken) if pair.broken else None
    ghost = read_run(pair.twin) if pair.twin else None
    if broken is None or not (broken.steps or (ghost and ghost.steps)):
        with figures:
            st.markdown(EXPECT)
        return
    with verdicts:
        show_verdicts(plan, broken, ghost)
    if _over(pair):
        with cure:
            show_cure(plan)
    with figures:
        show_curves(broken, ghost)
        show_spectrum(broken, ghost)
        show_maps(broken, ghost)


EXPECT = (
    "##### What you will see\n"
    "1. Within seconds, the **loss** of the healthy twin: a thin, dashed line. It stays as a ghost while the sabotaged "
    "run is trained, a strong line beside it.\n"
    "2. Gauges that a loss does not show: do embeddings still differ (**spread**), along how many directions "
    "(**effective rank**, **spectrum**), do two views agree (**alignment**), is there room between images "
    "(**uniformity**), and are the features worth anything (**kNN accuracy**)?\n"
    "3. A **verdict** with its thresholds, two **maps** side by side, and at the end what cures it."
)
