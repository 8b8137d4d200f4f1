"""Predict first: before the matrix is shown, its reader says which encoder will serve all tasks best."""

from __future__ import annotations

import streamlit as st

from app.transfer.board import Board
from app.transfer.words import about_guess
from app.url import from_url, to_url
from ssl_demo.errors import UserError

KEY, SKIPPED = "transfer_guess", "no"
"""The name in the URL, and what stands there when the matrix was asked for without a guess."""


def guess_first(board: Board) -> bool:
    """Ask which row will have the best mean; False while nothing was answered."""
    if _guess(board) is not None:
        return True
    with st.container(border=True):
        st.radio(
            "**First your guess**: which one encoder will be the best over all tasks?",
            list(board.table.encoders),
            index=None,
            format_func=board.title,
            key="transfer_radio",
            on_change=_take,
            horizontal=True,
        )
        st.button("Show it without a guess", type="tertiary", key="transfer_skip", on_click=_skip)
    return False


def show_guess(board: Board) -> None:
    """What became of the guess, and a button to make another one."""
    guess = _guess(board)
    if guess is None or guess == SKIPPED:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(about_guess(board, guess) or f"Your guess: **{board.title(guess)}**.", width="content")
        icon = ":material/replay:"
        st.button("Guess again", type="tertiary", icon=icon, key="transfer_again", on_click=to_url, args=(KEY, None))


def _guess(board: Board) -> str | None:
    allowed = (SKIPPED, *board.table.encoders)

    def parsed(text: str) -> str:
        if text not in allowed:
            raise UserError("There is no such encoder in this matrix.")
        return text

    return from_url(KEY, None, parsed)


def _take() -> None:
    to_url(KEY, st.session_state["transfer_radio"])


def _skip() -> None:
    to_url(KEY, SKIPPED)
