"""The widgets that choose what is pooled and whose curve is shown. A choice of one is no choice, and no widget."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.board.curve_figure import STYLES
from app.board.reading import Board
from app.board.titles import setting_title
from app.url import bound
from ssl_demo.classroom.pooled.comparable import comparable, usual_setting
from ssl_demo.classroom.pooled.curve import PooledCurve
from ssl_demo.classroom.pooled.draws import Setting

MOST = ""
"""Stands for what most learners trained or measured, whatever that becomes."""
USUAL_LINES = ("ssl", "supervised", "untrained", "pixels")


def choose_setting(board: Board) -> Setting | None:
    """Which runs are pooled: the setting that most learners have, or another one; None while no run is done."""
    usual = usual_setting(board.draws)
    if usual is None:
        return None
    settings = {draw.setting.key: draw.setting for draw in board.draws if comparable([draw], draw.setting)[0]}
    titles = {key: setting_title(setting) for key, setting in settings.items()}
    chosen = _choose("pooled_setting", "Pool the runs with", "trained", titles)
    return settings.get(chosen, usual)


def choose_kind(kinds: Mapping[str, str]) -> str:
    """Which method and recipe the label curve is of; empty for what most learners measured."""
    return _choose("pooled_kind", "Label curve of", "measured", kinds)


def choose_lines(curve: PooledCurve) -> list[str]:
    """The contenders that are drawn."""
    here = list(curve.lines)
    if len(here) < 2:
        return here
    order = [name for name in STYLES if name in here]
    usual = [name for name in order if name in USUAL_LINES] or order
    return st.pills(
        "Lines",
        order,
        selection_mode="multi",
        default=usual,
        format_func=lambda name: STYLES[name].title,
        wrap=True,
        key=f"pooled_lines_{'_'.join(order)}",  # another contender starts the choice anew
    )


def choose_learner(names: Mapping[str, str], far: Mapping[str, str]) -> str:
    """Whose own curve is drawn thick, by id; empty for nobody's."""
    ordered = sorted(names, key=lambda key: (key not in far, names[key].casefold()))
    return st.selectbox(
        "Whose own result?",
        ["", *ordered],
        format_func=lambda key: f"{names[key]}{' ✕' if key in far else ''}" if key in names else "Nobody's",
        key="pooled_learner",
    )


def _choose(name: str, label: str, did: str, titles: Mapping[str, str]) -> str:
    if len(titles) < 2:
        return MOST
    options = [MOST, *titles]

    def written(key: str) -> str:
        return titles.get(key, f"what most learners {did}")

    with bound(name, written) as url:
        chosen = st.selectbox(label, options, format_func=written, **url)
    return chosen if chosen in titles else MOST
