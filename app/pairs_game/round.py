"""One round of the game: a pair with two buttons, and then the truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st
import torch

from app.gallery import sheet
from app.pairs_game.game import ROUNDS, Game
from app.pairs_game.players import Player
from app.words import plain

WIDTH = 480
"""Pixels that both views take together, and the buttons below them."""
STYLE = """<style>
.st-key-pairs_buttons button { min-height: 3.5rem; }
.st-key-pairs_buttons [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
.st-key-pairs_buttons [data-testid="stColumn"] { min-width: 0; }
</style>"""
"""Buttons large enough for a thumb, side by side on a phone too."""


@dataclass
class Progress:
    """How far somebody is. answers: whether "same" was said. looking: at the answer to the last one."""

    answers: list[bool] = field(default_factory=list)
    looking: bool = False


def ask(game: Game, progress: Progress) -> None:
    """The next pair, and a button for each answer."""
    number = len(progress.answers)
    st.markdown(f"##### Pair {number + 1} of {ROUNDS}")
    _views(game, number)
    st.html(STYLE)
    with st.container(width=WIDTH, key="pairs_buttons"):
        same, different = st.columns(2, gap="small")
        with same:
            _button("Same image", "S", ":material/filter_1:", progress, True)
        with different:
            _button("Two images", "D", ":material/filter_2:", progress, False)


def _button(label: str, shortcut: str, icon: str, progress: Progress, says: bool) -> None:
    key = f"pairs_{'same' if says else 'different'}"
    st.button(
        label, icon=icon, key=key, on_click=_take, args=(progress, says), width="stretch", shortcut=shortcut, wrap=True
    )


def show_answer(game: Game, progress: Progress, players: Sequence[Player]) -> None:
    """Whether the last answer was right, what encoders say, and the images that the views were cut from."""
    number = len(progress.answers) - 1
    same = bool(game.pairs.same[number])
    truth = "both are of **one image**" if same else "they are of **two images**"
    st.markdown(f"##### Pair {number + 1} of {ROUNDS}")
    _views(game, number)
    if progress.answers[number] == same:
        st.success(f"Right: {truth}.", icon=":material/check:")
    else:
        st.error(f"Not this time: {truth}.", icon=":material/close:")
    for player in players:
        says = player.says_same(number)
        verdict = ":material/check: right" if says == same else ":material/close: wrong"
        st.markdown(
            f"**{plain(player.title)}** says *{'same' if says else 'different'}*, {verdict}: similarity "
            f"{player.alike[number]:.3f}, {_threshold(player.threshold)}."
        )
    st.button(
        "Next pair" if number + 1 < ROUNDS else "See the result",
        type="primary",
        icon=":material/arrow_forward:",
        key="pairs_next",
        on_click=_onwards,
        args=(progress,),
        shortcut="N",
    )
    _originals(game, number)


def _threshold(value: float) -> str:
    if math.isinf(value):
        return f"but it says {'different' if value > 0 else 'same'} of every pair: no threshold did better in practice"
    return f"and its threshold is {value:.3f}"


def _views(game: Game, number: int) -> None:
    with st.container(width=WIDTH):
        views = torch.stack([game.pairs.first[number], game.pairs.second[number]])
        sheet(views, alt=["the first view", "the second view"], columns=2)


def _originals(game: Game, number: int) -> None:
    places = game.pairs.left[number : number + 1]
    if not game.pairs.same[number]:
        places = torch.cat([places, game.pairs.right[number : number + 1]])
    names = [game.class_of(place) for place in places]
    st.caption("What they were cut from")
    with st.container(width=WIDTH // 2 * len(names)):
        sheet(
            game.images.pixels[places], alt=[f"an image: {name}" for name in names], captions=names, columns=len(names)
        )


def _take(progress: Progress, says: bool) -> None:
    if not progress.looking:  # a second click may come before the answer is drawn
        progress.answers.append(says)
        progress.looking = True


def _onwards(progress: Progress) -> None:
    progress.looking = False
