"""What the class found: every learner's run is one more draw."""

from __future__ import annotations

from textwrap import shorten

import streamlit as st

from app.board.choices import choose_kind, choose_learner, choose_lines, choose_setting
from app.board.drawn import curve_figure_of, neighbours_figure_of, picture_of
from app.board.export import show_export
from app.board.finding import curve_finding, neighbours_finding
from app.board.pooling import Result, kinds_of, result_of
from app.board.protocol import curve_protocol, neighbours_protocol
from app.board.reading import Board
from app.board.runs import show_left_out, show_runs
from app.board.titles import setting_title
from app.chart import show_figure


def show_result(board: Board) -> None:
    """The widgets that choose what is pooled, both figures, how they were measured, and everything to take away."""
    which, of, whose = st.columns(3, vertical_alignment="bottom")
    with which:
        setting = choose_setting(board)
    if setting is None:
        st.info(NOTHING_YET, icon=":material/groups:")
        return
    with of:
        kind = choose_kind(kinds_of(board, setting))
    result = result_of(board, setting, kind)
    with whose:
        picked = choose_learner(result.names, result.far)
    _show_figures(board, result, picked)
    show_runs(result, picked)
    show_left_out(board, result.left_out, setting)


NOTHING_YET = (
    "Here the runs of all learners come together: one label curve whose band becomes narrower with each result, and "
    "the kNN accuracies before and after training. It begins with the first run that a learner finishes."
)


def _show_figures(board: Board, result: Result, picked: str) -> None:
    lines = choose_lines(result.curve)
    both = result.curve.lines and result.groups
    left, right = st.columns([7, 6], gap="large") if both else (st.container(), st.container())
    if result.curve.lines:
        with left:
            figure = curve_figure_of(board, result, lines, picked)
            show_figure(figure, "class_curve", curve_finding(result.curve), buttons=False)
            st.caption(curve_protocol(board, result))
    if result.groups:
        with right:
            figure = neighbours_figure_of(board, result, picked)
            show_figure(figure, "class_knn", neighbours_finding(result.groups, result.kinds), buttons=False)
            st.caption(neighbours_protocol(result))
    if result.curve.lines or result.groups:
        title = shorten(f"{setting_title(result.setting)}: {board.title}", LONGEST_TITLE, placeholder=" …")
        show_export(picture_of(board, result, lines, picked), title, result)


LONGEST_TITLE = 86
"""Letters that fit above a picture."""
