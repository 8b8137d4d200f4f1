"""The runs behind the pooled numbers: ways into them, and those that are not pooled."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.board.pooling import Result
from app.board.reading import Board
from app.board.titles import setting_title
from app.words import plain
from ssl_demo.classroom.pooled.draws import LeftOut, Setting

MOST_LISTED = 60


def show_runs(result: Result, picked: str) -> None:
    """Links to the runs of whoever was picked, and to those of who lies far from the others."""
    found = {learner: [run] for learner, run in result.far.items()}
    if picked:
        found[picked] = [draw.run_id for draw in result.draws if draw.learner == picked]
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**Look into the run of**")
        for learner, runs in found.items():
            sign = " ✕" if learner in result.far else ""
            for number, run_id in enumerate(runs, 1):
                st.page_link(
                    "pages/runs.py",
                    label=f"{plain(result.names[learner])}{sign}{f', {number}' if len(runs) > 1 else ''}",
                    icon=":material/search:",
                    query_params={"run": run_id},
                )
    if result.far:
        st.caption(OUTLIERS)


OUTLIERS = (
    "✕ marks who lies **far from the others**: more than 1.5 times the interquartile range outside the middle half of "
    "all others, and at least one point (after Tukey's rule; four others are needed). Far away is not wrong: with many "
    "learners somebody will be. Open the run and look whether its settings, its seed or its training tell why."
)


def show_left_out(board: Board, left_out: Sequence[LeftOut], setting: Setting) -> None:
    """Which runs are not pooled, and why. setting: the one that is pooled."""
    if not left_out:
        return
    with st.expander(f"Not pooled: {len(left_out)}", icon=":material/filter_alt_off:"):
        st.markdown(f"Only runs of one setting are pooled: {plain(setting_title(setting))}. These are not among them:")
        listed = [f"- **{plain(board.name(each.learner))}**: {plain(each.why)}" for each in left_out[:MOST_LISTED]]
        st.markdown("\n".join(listed))
