"""The Collapse lab's second tab: the loss falls as nicely as ever, and the encoder learns the wrong thing."""

from __future__ import annotations

import streamlit as st

from app.backend import desk, store
from app.errors import shown
from app.lesson.question import held_back, wait_for_guess
from app.live import live
from app.runs.view import RunView, read_run
from app.shortcut import prose
from app.shortcut.cures import COMMAND, in_words, measured
from app.shortcut.curves import show_curves
from app.shortcut.form import ask_training, choose_length, choose_strength
from app.shortcut.ladder import Ladder, ladder_of
from app.shortcut.looking import show_looking
from app.shortcut.result import ask_probe, busy, choose_way, show_result
from app.shortcut.training import show_training


def show_shortcut() -> None:
    """The whole tab, for the runs that are there, however far they are."""
    hidden = held_back("knn")
    st.markdown(prose.WALLPAPER if hidden else f"{prose.INTRO} {prose.WALLPAPER}")
    with st.container(border=True):
        wallpaper = choose_strength()
        length = choose_length()
        ladder = _ladder(length)
        ask_training(ladder, wallpaper)
    if not ladder.runs and not hidden:
        st.markdown(prose.GUESS)
    unseen = wait_for_guess("knn")
    live(lambda: _watch_training(ladder, unseen), lambda: 1.0 if ladder_active(length) else None)
    if ladder.in_state("done") and not unseen:
        st.subheader("What the features are worth", anchor=False)
        way = choose_way()
        ask_probe(ladder)
        live(lambda: show_result(ladder, _views(ladder), way), lambda: 1.0 if busy(ladder) else None)
        st.subheader("What it looks at now", anchor=False)
        with shown():
            show_looking(ladder, wallpaper)
    if hidden:
        st.caption(prose.LATER)
        return
    st.subheader("Why it happens", anchor=False)
    st.markdown(prose.WHY)
    st.subheader("What cures it", anchor=False)
    with shown():
        _show_cures()


def _show_cures() -> None:
    cures = measured()
    if cures is None:
        st.markdown(f"What helps has not been measured yet: `{COMMAND}` does it, in about half an hour.")
        return
    st.markdown(in_words(cures))
    st.caption(prose.NOT_TRIED)
    with st.expander("How this was measured", icon=":material/straighten:"):
        st.markdown(f"{cures.protocol} Again: `{COMMAND}`.")


def _ladder(length: str) -> Ladder:
    return ladder_of(desk().within_reach(store().list()), length)


def ladder_active(length: str) -> bool:
    """Whether a run of the ladder waits or trains."""
    return bool(_ladder(length).in_state("queued", "running"))


def _views(ladder: Ladder) -> dict[float, RunView]:
    return {wallpaper: read_run(run) for wallpaper, run in ladder.runs.items()}


def _watch_training(before: Ladder, unseen: bool) -> None:
    """The runs on their way and all curves, or none yet. Once a run ends, everything else on the page has to know."""
    ladder = _ladder(before.length)
    if ladder.states != before.states:
        st.rerun()
    show_training(ladder)
    begun = {} if unseen else {wallpaper: view for wallpaper, view in _views(ladder).items() if view.steps}
    if begun:
        show_curves(begun)
