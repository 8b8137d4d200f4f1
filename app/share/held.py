"""Controls that are locked or hidden: by the link (?lock=encoder,budget&hide=seed), or by the step of a lesson.

A locked control shows its value and can't be turned. A hidden one is there, with its value, and isn't seen. Both are
kinder than leaving it out: what is left to turn is what matters here. They keep nobody out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

from app.words import plain

LOCK, HIDE = "lock", "hide"
HELD, DRAWN = "held_controls", "drawn_controls"
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
"""Nothing else reaches a stylesheet."""
MOST = 60


def hold(lock: Iterable[str] = (), hide: Iterable[str] = ()) -> None:
    """Lock and hide these and what the URL names, on the page that is drawn after this; called once, by the frame."""
    locked, hidden = ({*by_step, *_asked(name)} for name, by_step in ((LOCK, lock), (HIDE, hide)))
    st.session_state[HELD], st.session_state[DRAWN] = locked, {}
    selectors = ",".join(f".st-key-{name}" for name in sorted(hidden) if NAME.fullmatch(name))
    if selectors:
        st.html(f"<style>:is({selectors}){{display:none}}</style>")


def locked(name: str) -> bool:
    """Whether this control can't be turned here. Notes that the page drew it, for `drawn`."""
    st.session_state.setdefault(DRAWN, {})[name] = None
    return name in st.session_state.get(HELD, ())


def drawn() -> list[str]:
    """The controls that the page has drawn so far, in this order."""
    return list(st.session_state.get(DRAWN, ()))


def _asked(parameter: str) -> list[str]:
    """The controls that the URL names. One sentence where it names something that can't be one, which is taken out."""
    names = [name.strip() for name in st.query_params.get(parameter, "").split(",") if name.strip()]
    sound = [name for name in names if NAME.fullmatch(name)][:MOST]
    if wrong := [name for name in names if not NAME.fullmatch(name)]:
        told = f"The link asks to {parameter} {plain(repr(wrong[0][:40]))}, which no control is called."
        st.warning(f"{told} It is left out.", icon=":material/link_off:")
        st.query_params[parameter] = ",".join(sound)
    return sound
