"""A component that nobody sees: it puts a pass into a cookie, so that a reload finds the same person."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.person import PASS, cookie_name, kept_pass

HERE = Path(__file__).parent

_remember = st.components.v2.component("remember", js=(HERE / "remember.js").read_text(encoding="utf-8"))


def remember_pass() -> None:
    """Make the browser keep the session's pass, where it has another one."""
    pass_ = st.session_state.get(PASS)
    if pass_ is not None and pass_ != kept_pass():
        _remember(key="remember", data={"name": cookie_name(), "value": pass_})
