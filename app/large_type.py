"""Projector mode: everything larger, on all pages, and in the link."""

from __future__ import annotations

import streamlit as st

from app.url import from_url, to_url
from ssl_demo.errors import UserError

KEY, TOGGLE = "large", "large_toggle"
ROOT = "font-size:130%!important"
"""Everything that is measured in rem grows with the root."""


def large_type() -> bool:
    """Whether this session shows everything large; at first what ?large=… says."""
    if KEY not in st.session_state:
        st.session_state[KEY] = from_url(KEY, False, _parsed)
    return bool(st.session_state[KEY])


def large_type_toggle() -> None:
    """The switch in the sidebar. The URL carries large=1 while it is on."""
    large = large_type()
    to_url(KEY, "1" if large else None)
    st.session_state[TOGGLE] = large
    st.toggle("Large type, for a projector", key=TOGGLE, on_change=_switch)


def _switch() -> None:
    st.session_state[KEY] = st.session_state[TOGGLE]


def _parsed(text: str) -> bool:
    if text not in ("0", "1"):
        raise UserError("Large type is 1 or 0.")
    return text == "1"
