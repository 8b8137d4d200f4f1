"""The figures of what is pooled: drawn once for all who watch, and again when a result has come in."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from app.board.curve_figure import pooled_curve_figure
from app.board.finding import curve_finding, neighbours_finding, told_count
from app.board.neighbours_figure import neighbours_figure
from app.board.one_picture import one_picture
from app.board.pooling import Result
from app.board.reading import Board
from app.state import dataset
from ssl_demo.classroom.pooled.draws import Setting
from ssl_demo.errors import UserError


def curve_figure_of(board: Board, result: Result, lines: Sequence[str], picked: str) -> go.Figure:
    """The label curve with these contenders."""
    return _curve_figure(_key(board, result), tuple(lines), picked, result)


def neighbours_figure_of(board: Board, result: Result, picked: str) -> go.Figure:
    """The kNN accuracies."""
    return _neighbours_figure(_key(board, result), picked, result)


def picture_of(board: Board, result: Result, lines: Sequence[str], picked: str) -> go.Figure:
    """Both, as far as there is something to draw, side by side in one figure, each below its finding."""
    return _picture(_key(board, result), tuple(lines), picked, board, result)


Key = tuple[str, str, str, tuple[tuple[str, str], ...]]


def _key(board: Board, result: Result) -> Key:
    """Equal for what would be drawn alike."""
    return board.stamp, result.setting.key, result.kind, tuple(result.names.items())


@st.cache_resource(show_spinner=False, max_entries=64)
def _curve_figure(key: Key, lines: tuple[str, ...], picked: str, _result: Result) -> go.Figure:
    return pooled_curve_figure(
        _result.curve,
        _result.names,
        shown=lines,
        told=told_count(_result.curve),
        picked=picked,
        chance=_chance(_result.setting),
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def _neighbours_figure(key: Key, picked: str, _result: Result) -> go.Figure:
    return neighbours_figure(_result.groups, _result.kinds, _result.names, picked=picked)


@st.cache_resource(show_spinner=False, max_entries=64)
def _picture(key: Key, lines: tuple[str, ...], picked: str, _board: Board, _result: Result) -> go.Figure:
    figures = {}
    if _result.curve.lines:
        figures[curve_finding(_result.curve)] = curve_figure_of(_board, _result, lines, picked)
    if _result.groups:
        said = neighbours_finding(_result.groups, _result.kinds)
        figures[said] = neighbours_figure_of(_board, _result, picked)
    return one_picture(figures)


def _chance(setting: Setting) -> float | None:
    try:
        return 1 / len(dataset(setting.data).train.classes)
    except UserError:
        return None  # its images have gone since; the curve stays
