"""Predict first: a curve of accuracy over labels that is drawn by hand, by moving two or three points up and down.

Everything it needs is in the files beside this one; nothing is fetched. Python hears of a guess when a point is let go.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app.palette import CONTENDERS
from ssl_demo.errors import UserError

UNDECIDED = 0.5
"""Where the points stand before anybody has moved them; halfway says least about the answer."""
HERE = Path(__file__).parent


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


_guess = st.components.v2.component(
    "ssl_demo_guess", html=_read("guess.html"), css=_read("guess.css"), js=_read("guess.js")
)


def handle_counts(counts: Sequence[int]) -> tuple[int, ...]:
    """The counts at which a curve over these counts is guessed: the first, the middle and the last, or all there are.

    Raises UserError when there is no count, or one below 1.
    """
    places = tuple(sorted(set(counts)))
    if not places or places[0] < 1:
        raise UserError("Choose at least one number of labels per class, and none below 1, to guess a curve.")
    return places if len(places) < 3 else (places[0], places[len(places) // 2], places[-1])


def guess_curve(
    counts: Sequence[int],
    start: Sequence[float] | None,
    *,
    key: str,
    chance: float,
    colour: str,
    title: str,
    height: int = 300,
) -> tuple[float, ...]:
    """Draw a curve to be guessed over these labels per class; return the accuracies, 0 … 1, at `handle_counts(counts)`.

    `start` holds the accuracies at first, as many as there are handles; later the person's points count, so change the
    key when the question is another one. `chance`, 0 … 1, is drawn as a dotted line, the guess dashed in `colour`.
    Accuracies come in whole percent. Raises UserError for counts that `handle_counts` refuses.
    """
    handles = handle_counts(counts)
    at_first = [UNDECIDED] * len(handles) if start is None else start
    if len(at_first) != len(handles):
        raise ValueError(f"{len(at_first)} accuracies don't fit {len(handles)} handles")
    percent = [round(100 * min(1.0, max(0.0, value))) for value in at_first]
    # The person's points stand in the component's state; the data repeats them for a chart that is mounted anew.
    state = _guess(
        key=key,
        data={
            "counts": sorted(set(counts)),
            "handles": list(handles),
            "values": _valid(_state(key), len(handles)) or percent,
            "chance": 100 * chance,
            "colour": colour,
            "chanceColour": CONTENDERS["chance"].colour,
            "title": title,
            "height": height,
        },
        default={"guess": percent},
        on_guess_change=lambda: None,
    )
    return tuple(value / 100 for value in _valid(state.guess, len(handles)) or percent)


def _state(key: str) -> object:
    return (st.session_state.get(key) or {}).get("guess")


def _valid(guess: object, count: int) -> list[int] | None:
    if not isinstance(guess, list) or len(guess) != count:
        return None
    return guess if all(isinstance(value, int) and 0 <= value <= 100 for value in guess) else None
