"""Going to a page as if by a link, wherever one is: its controls then show what the link says, and else their usual
values, whatever they were turned to before."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state.query_params import QueryParams

LANDING = "landing"
MADE_BY_PAGES = {"recipe": ("recipe", "recipe_follows")}
"""What pages keep in the session under other names than a control's, by the URL's name for it."""


def go(page: str, query: Mapping[str, str | tuple[str, ...]]) -> None:
    """Open pages/<page>.py with these URL parameters; a tuple is one with several values. Nothing after it is run."""
    st.session_state[LANDING] = dict(query)
    for name in query:
        for key in MADE_BY_PAGES.get(name, ()):
            st.session_state.pop(key, None)
    with _parameters() as parameters:
        parameters.clear_with_no_forward_msg(
            preserve_embed=True
        )  # else Streamlit won't leave what widgets are bound to
    st.switch_page(f"pages/{page}.py")


def land() -> None:
    """Where `go` was called before: let the URL decide. Called by the frame, before anything else reads the URL.

    Streamlit 1.67 lets a widget's own value go before the URL's, and refuses to write what a widget is bound to, unless
    the URL comes from the browser's history, as with Back: then all bound widgets follow it, and those that it doesn't
    name go back to their defaults. Going to a lesson's step is the same.
    """
    query = st.session_state.pop(LANDING, None)
    if query is None:
        return
    with _parameters() as parameters:
        for name, value in query.items():
            several = not isinstance(value, str)
            parameters.set_corrected_value(name, list(value) if several else value, f"string_{'array_' * several}value")
        parameters.set_initial_query_params_from_current()
    _context().is_history_navigation = True


def _context() -> ScriptRunContext:
    context = get_script_run_ctx()
    assert context is not None  # there is one wherever a page is drawn
    return context


def _parameters() -> AbstractContextManager[QueryParams]:
    return _context().session_state.query_params()
