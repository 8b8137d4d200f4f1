"""What is pooled of a class: computed once for all who watch, and again when a result has come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from app.board.finding import told_count
from app.board.memo import measured_curve, size_measured
from app.board.reading import Board
from app.board.titles import kind_titles
from ssl_demo.classroom.pooled.comparable import comparable, usual_kind
from ssl_demo.classroom.pooled.curve import PooledCurve, pool_curves
from ssl_demo.classroom.pooled.draws import Draw, LeftOut, Setting
from ssl_demo.classroom.pooled.neighbours import Group, pool_neighbours
from ssl_demo.classroom.pooled.over_learners import far_from_others


@dataclass(frozen=True)
class Result:
    """The runs of one setting. kinds: titles of their kinds. kind: that of the label curve. names: learners' by id.

    far: who lies far from the others, by learner's id, with the run to look into.
    """

    setting: Setting
    draws: tuple[Draw, ...]
    left_out: tuple[LeftOut, ...]
    kinds: Mapping[str, str]
    kind: str
    curve: PooledCurve
    groups: tuple[Group, ...]
    names: Mapping[str, str]
    far: Mapping[str, str]


def kinds_of(board: Board, setting: Setting) -> dict[str, str]:
    """The kinds of run that were trained in this setting, and their titles."""
    return kind_titles(comparable(board.draws, setting)[0])


def result_of(board: Board, setting: Setting, kind: str) -> Result:
    """All that is pooled of a setting. kind: of the label curve; empty for the one that most have measured."""
    return _result(board.stamp, setting.key, kind, tuple(board.names.items()), board, setting)


@st.cache_resource(show_spinner=False, max_entries=64)
def _result(
    stamp: str, key: str, kind: str, names: tuple[tuple[str, str], ...], _board: Board, _setting: Setting
) -> Result:
    draws, left_out = comparable(_board.draws, _setting)
    kind = kind or usual_kind([draw for draw in draws if size_measured(draw.run)] or draws) or ""
    same = [draw for draw in draws if draw.kind == kind]
    rows = [(draw.learner, draw.run_id, measured_curve(draw.run, _board.share)) for draw in same]
    curve, groups = pool_curves(rows), pool_neighbours(draws)
    return Result(
        _setting,
        tuple(draws),
        (*left_out, *_board.damaged),
        kind_titles(draws),
        kind,
        curve,
        tuple(groups),
        {draw.learner: _board.name(draw.learner) for draw in draws},
        outliers(curve, groups),
    )


def outliers(curve: PooledCurve, groups: Sequence[Group]) -> dict[str, str]:
    """Everybody whom a figure may mark, by learner's id, with the run to look into."""
    found = {}
    for group in groups:
        runs = {draw.learner: draw.run_id for draw in group.draws}
        found |= {learner: runs[learner] for learner in far_from_others(group.trained.by_learner)}
    if (count := told_count(curve)) is not None:
        found |= {learner: curve.runs[learner][-1] for line in curve.lines.values() for learner in line.far(count)}
    return found
