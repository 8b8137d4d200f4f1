"""The tab "Same or different?": ten rounds, the score, and the next game."""

from __future__ import annotations

import streamlit as st

from app.pairs_game.board import scores, show_all, show_board, show_end
from app.pairs_game.game import FIRST_SEED, LAST_SEED, ROUNDS, Game, Rules, halves, new_game
from app.pairs_game.opponents import opponents_of
from app.pairs_game.round import Progress, ask, show_answer
from app.state import current_recipe, recipe_name
from app.url import bound
from app.words import plain
from ssl_demo.data.images import Images


def game_tab(images: Images) -> None:
    """The whole tab. images: to draw the pairs from. Raises UserError where no two of them can be told apart."""
    st.markdown(INTRODUCTION)
    rules = _rules()
    game = new_game(*_halves(images.fingerprint, images), rules)
    progress = _progress(game)
    opponents = opponents_of(game, images)
    right = scores(progress.answers, game, opponents)
    play, board = st.columns([3, 2], gap="large")
    with play:
        if len(progress.answers) == ROUNDS and not progress.looking:
            show_end(right, game, opponents)
            st.button(
                "Play again", type="primary", icon=":material/replay:", key="pairs_again", on_click=_again, shortcut="N"
            )
            show_all(right, game)
        elif progress.looking:
            show_answer(game, progress, opponents.players)
        else:
            ask(game, progress)
    with board:
        show_board(right, opponents)


INTRODUCTION = (
    "This is the question that training asks, thousands of times: two random views, made by the current recipe. **Are "
    "they of the same image, or of two?** Ten pairs make a game. The encoders of the current run answer as well; see "
    "who is better."
)


def _rules() -> Rules:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with bound("pairs_seed") as url:
            seed = int(st.number_input("Seed of the game", FIRST_SEED, LAST_SEED, 0, width=170, help=SEED_HELP, **url))
        with bound("pairs_hard") as url:
            hard = st.toggle("Hard: two images of the same class", help=HARD_HELP, **url)
    recipe = current_recipe()
    name = plain(recipe_name(recipe))
    st.caption(f"Views by the recipe *{name}*, as the first tab has it. Whoever has the link plays the same ten pairs.")
    return Rules(recipe, hard, seed)


SEED_HELP = "The number that the pairs are drawn by. It stands in the address bar."
HARD_HELP = "Where a pair is of two images, both show the same kind of thing."


@st.cache_resource(show_spinner=False, max_entries=4)
def _halves(fingerprint: str, _images: Images) -> tuple[Images, Images]:
    return halves(_images)


def _progress(game: Game) -> Progress:
    return st.session_state.setdefault(f"pairs_{game.id}", Progress())


def _again() -> None:
    st.session_state["pairs_seed"] = (st.session_state["pairs_seed"] + 1) % (LAST_SEED + 1)
