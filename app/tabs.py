"""Tabs of which only the open one is drawn, and which a link can open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from app.errors import shown


def lazy_tabs(tabs: Mapping[str, Callable[[], None]], key: str) -> None:
    """Draw the open tab of these, by its title; the URL says which one under `key`."""
    for tab, show in zip(
        st.tabs(list(tabs), key=key, on_change="rerun", bind="query-params"), tabs.values(), strict=True
    ):
        if tab.open:
            with tab, shown():
                show()
