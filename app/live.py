"""The only place where a page polls."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.errors import shown


def live(render: Callable[[], None], running: Callable[[], bool], every: float = 1.0) -> None:
    """Draw `render()` and, while `running()`, draw it again every so many seconds, in place, the page left alone.

    When `running()` turns, either way, the whole page is run once more, so that what stands outside sees it too; after
    the end the browser asks for nothing any more. A button inside `render` may thus start it.
    Give charts inside a key: with it they change, without it they flicker.
    """
    polling = running()

    @st.fragment(run_every=every if polling else None)
    def part() -> None:
        turned = running() != polling
        with shown():
            render()
        if turned:
            st.rerun()

    part()
