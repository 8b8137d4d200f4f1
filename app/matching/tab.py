"""The tab "Match two pictures"."""

from __future__ import annotations

import streamlit as st

from app.augmentations.contenders import ended_without_encoder, has_encoder, waits_for_encoder
from app.augmentations.with_labels import show_missing
from app.controls import dataclass_controls
from app.errors import shown
from app.frame import run_title
from app.live import live
from app.matching.board import board_html
from app.matching.curves import show_curves
from app.matching.kinds import Features, kinds_of, scored
from app.matching.pictures import choose_picture
from app.matching.protocol import PROTOCOL
from app.matching.table import show_matches, show_scores
from app.matching.words import finding, why_nothing
from app.state import current_run
from app.url import bound
from app.words import plain
from ssl_demo.evaluation.matching.change import Change
from ssl_demo.evaluation.matching.curve import Pair
from ssl_demo.evaluation.matching.describe import Picture
from ssl_demo.runs.run import Run

START = Change(rotation=20, perspective=20, noise=5)
"""What a first visitor sees: enough to get some matches wrong."""
GRID = """<style>
.st-key-twin_sliders { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 42%), 1fr));
  gap: .2rem 1.5rem; }
</style>"""


def matching_tab() -> None:
    """The whole tab, with the encoders of the current run where there are any."""
    st.markdown(INTRODUCTION)
    run = current_run()
    kinds, problems = kinds_of(run)
    _match(kinds)
    for problem in problems:
        st.warning(plain(problem), icon=":material/warning:")
    live(lambda: _who(current_run()), lambda: 2.0 if waits_for_encoder(current_run()) else None)
    st.subheader("How much change do they bear?", anchor=False)
    show_curves(kinds)
    if run is not None and has_encoder(run) and not problems and "supervised" not in {kind.name for kind in kinds}:
        show_missing(run, "Would it tell one point from the next better than this one?")
    with st.expander("How this is measured", icon=":material/straighten:"):
        st.markdown(PROTOCOL)


INTRODUCTION = (
    "Before networks learned features, people built them by hand, and asked two things of a good one: the same point "
    "of the world should **look the same** from another side, in another size and another light; and it should look "
    "**different from every other point**. Both can be checked. Change a picture, so that it is known where every "
    "point went, describe the points of both pictures by numbers, and pair those whose numbers are nearest. How many "
    "pairs are right?"
)


@st.fragment
def _match(kinds: list[Features]) -> None:
    """The picture, its twin and the matches. A fragment: a slider draws this part alone."""
    with shown():
        chosen = choose_picture()
        if chosen is None:
            return
        st.html(GRID)
        with st.container(key="twin_sliders"):
            change = dataclass_controls(START, prefix="twin_")
        features = _choose(kinds)
        pair = Pair.of(Picture(chosen.pixels), change)
        score = scored(features, pair)
        said = finding(features.title, score)
        if why_nothing(features.title, score):
            st.info(f"{said}.", icon=":material/blur_on:")
        else:
            st.markdown(f"**{said}**")
        st.html(board_html(pair.picture.pixels, pair.twin.pixels, score, said))
        if chosen.note:
            st.caption(chosen.note)
        st.markdown("All kinds of features on these two pictures:")
        show_scores({kind.title: score if kind == features else scored(kind, pair) for kind in kinds})
        with st.expander("The matches, one by one", key="matches_listed", on_change="rerun") as listed:
            if listed.open:
                show_matches(score)


def _choose(kinds: list[Features]) -> Features:
    """The kind whose matches are drawn; beside it, the button that puts all sliders back."""
    by_title = {kind.title: kind for kind in kinds}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with bound("features") as url:
            title = st.pills("Match by", list(by_title), default=kinds[0].title, required=True, wrap=True, **url)
        st.button("Undo all changes", icon=":material/undo:", key="undo_changes", on_click=_undo)
    return by_title[title]


def _undo() -> None:
    for name, value in vars(Change()).items():
        st.session_state[f"twin_{name}"] = value


def _who(run: Run | None) -> None:
    """Whose encoders take part, or how to get some."""
    title = plain(run_title(run)) if run else ""
    if run is not None and has_encoder(run):
        st.caption(f"The encoders are those of **{title}**: after training, and, *untrained*, before its first step.")
        return
    if run is None:
        st.info(f"{THREE} Train an encoder, which takes about a minute, and it joins them.", icon=":material/school:")
    elif run.status.active:
        st.info(f"{THREE} {title} has no encoder yet; it joins them as soon as it has learned a bit.")
    else:
        st.info(f"{THREE} {ended_without_encoder(run)}")
    st.page_link("pages/train.py", label="Train an encoder", icon=":material/model_training:")


THREE = "SIFT, ORB and raw pixels need no training."
