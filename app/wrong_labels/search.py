"""The section that looks for the wrong labels: what to search, how long it takes, what was found."""

from __future__ import annotations

import streamlit as st

from app.errors import shown
from app.live import live
from app.names import duration
from app.state import dataset
from app.url import bound
from app.wrong_labels.found import show_found
from app.wrong_labels.jobs import searching, show_search_job, start_search
from app.wrong_labels.words import option
from ssl_demo.config import CurveConfig, SuspectsConfig
from ssl_demo.jobs.suspects import MOST_IMAGES, search_of, searches_of
from ssl_demo.runs.run import Run

EPOCHS = 4
"""A search takes about as long as so many epochs of the run's training: a guess for the time before the first one."""

INTRODUCTION = (
    "Wrong labels can be looked for without knowing a single one to be right. Every image is judged by a probe that "
    "has not seen its label, fitted on four fifths of the images, without this one. Where such probes are as confident "
    "of another class as they usually are of that class's own images, something is amiss; the labels that they "
    "contradict most are the **suspects**. This is **confident learning** (Northcutt, Jiang & Chuang 2021). Here *all* "
    "training labels of the run take part, after the share of them that you choose was flipped."
)


def show_search_section(run: Run, asked: CurveConfig) -> None:
    """The whole section, for the shares and the kind of flips that the curve asks for."""
    st.subheader("Which ones are wrong?", anchor=False)
    st.markdown(INTRODUCTION)
    with shown():
        shares = sorted({0.0, *asked.wrong})
        config = SuspectsConfig(run.id, _choose_share(shares), asked.flips, asked.seed)
        busy = searching(run.id)
        known = search_of(run, config) is not None
        if not (known or busy):
            st.caption(_time(run))
        st.button(
            "Find the wrong labels",
            type="primary",
            icon=":material/search:",
            key="wl_find",
            on_click=start_search,
            args=(config,),
            disabled=busy or known,
        )
        live(lambda: _watch(run, config), lambda: 1.0 if searching(run.id) else None)


def _choose_share(shares: list[float]) -> float:
    usual = shares[min(1, len(shares) - 1)]
    with bound("wl_search", option) as url:
        return st.segmented_control(
            "Share of wrong labels to search among",
            shares,
            default=usual,
            required=True,
            format_func=option,
            help="At 0 % nothing is flipped: the labels are searched as they came with the images.",
            **url,
        )


def _time(run: Run) -> str:
    images = min(len(dataset(run.config.data).train), MOST_IMAGES)
    searches, speed = searches_of(run), run.status.figures.get("images_per_second")
    if searches:
        return f"Searching {images:,} images takes ≈ **{duration(searches[-1].seconds)}**, as the last time."
    if speed:
        return (
            f"Searching {images:,} images takes about **{duration(EPOCHS * images / speed)}**, going by the training."
        )
    return f"{images:,} images are searched."


def _watch(run: Run, config: SuspectsConfig) -> None:
    """The job that is at work, or what was found."""
    found = search_of(run, config)
    if searching(run.id) or found is None:
        show_search_job(config)
    if found is not None:
        show_found(run, found)
    elif not searching(run.id):
        st.caption(
            "Then you will see how many of the suspects are really wrong, how many wrong labels were missed, and the "
            "most suspicious images, so that you can judge for yourself."
        )
