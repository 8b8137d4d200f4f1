"""What people did with a map, or with maps that are linked: kept by the session, checked before it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from app.scatter.film import Film


class Heard(NamedTuple):
    """The picked point, the chosen ones, and the moment that the film of the map `of` stands at.

    step: of training; None at the newest moment, whichever that is. share: of the way to it, 0 … 1, by which the films
    of other runs are moved along.
    """

    picked: int | None = None
    chosen: tuple[int, ...] = ()
    of: str = ""
    step: int | None = None
    share: float = 1.0

    def moment(self, steps: Sequence[int], key: str) -> int:
        """Which of a film's steps is meant, by its place: that of the map itself, or the one as far on the way."""
        if self.step is None:
            return len(steps) - 1
        if self.of == key and self.step in steps:
            return steps.index(self.step)
        return min(range(len(steps)), key=lambda place: abs(steps[place] - self.share * steps[-1]))


def heard_from(slot: str, points: int) -> Heard | None:
    """What was done with the maps of this slot, which have so many points; None when nothing was yet."""
    heard: Heard | None = st.session_state.get(f"{slot}_heard")
    if heard is None:
        return None
    picked = heard.picked if _is_place(heard.picked, points) else None
    return heard._replace(picked=picked, chosen=tuple(i for i in heard.chosen if _is_place(i, points)))


def keep(slot: str, heard: Heard) -> None:
    """Remember this for the maps of the slot, as at the start, when a link says what to show."""
    st.session_state[f"{slot}_heard"] = heard


def hear(slot: str, key: str, film: Film | None) -> None:
    """Take over what the browser says of the map `key`."""
    said: dict[str, Any] = (st.session_state.get(key) or {}).get("said") or {}
    before: Heard = st.session_state.get(f"{slot}_heard") or Heard()
    chosen = said.get("chosen")
    now = before._replace(picked=said.get("picked"), chosen=tuple(chosen) if isinstance(chosen, list) else ())
    if film is not None and isinstance(moment := said.get("moment"), dict):
        step = moment.get("step")
        newest = step not in film.steps
        now = now._replace(of=key, step=None if newest else step, share=1.0 if newest else step / film.steps[-1])
    keep(slot, now)


def last_turn(key: str) -> int:
    """The number of the last thing that was heard from this map: what it gets back tells it whether that is old."""
    turn = ((st.session_state.get(key) or {}).get("said") or {}).get("turn")
    return turn if isinstance(turn, int) else 0


def _is_place(value: object, count: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count
