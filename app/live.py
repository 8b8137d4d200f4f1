"""The only place where a page polls."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.errors import shown


def live(render: Callable[[], None], pace: Callable[[], float | None]) -> None:
    """Draw `render()` again, in place, every `pace()` seconds, the page left alone; None: it stands still.

    When the pace changes, the whole page is run once more, so that what stands outside sees it too; where nothing moves
    any more, the browser asks for nothing. A button inside `render` may thus start it.
    Give charts inside a key: with it they change, without it they flicker.
    """
    now = pace()

    @st.fragment(run_every=now)
    def part() -> None:
        if pace() != now:
            st.rerun()
        with shown():
            render()

    part()
