"""The button that downloads something, and how far that is, on any page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.backend import desk
from app.errors import shown
from app.live import live
from app.words import plain
from ssl_demo.data.progress import progress_of


def offer_download(name: str, label: str, note: str, start: Callable[[str], Callable[[], bool]]) -> None:
    """Draw the button that downloads `name`, or how far that is, as its progress file says.

    label: of the button, whose key is "download-" and the name. note: the caption under it, as markdown. start(name)
    begins the download and returns at once with a function that tells whether it is still at work.
    """

    def running() -> bool:
        at_work = _started().get(name)
        return bool(at_work and at_work()) or (progress_of(name) or {}).get("state") == "running"

    def progress() -> None:
        now = progress_of(name)
        if running():
            done, total = (now["done"], now["total"]) if now and now["state"] == "running" else (0, 1)
            words = f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB" if done else "Looking for the server …"
            st.progress(min(1.0, done / max(total, 1)), text=words)
            return
        if now and now["state"] == "failed":
            st.error(plain(now["message"]), icon=":material/error:")
        st.button(label, key=f"download-{name}", icon=":material/download:", on_click=_start, args=(name, start))
        st.caption(note)

    live(progress, lambda: 0.5 if running() else None)


def _start(name: str, start: Callable[[str], Callable[[], bool]]) -> None:
    with shown():
        desk().check_host("download for this machine")
        _started()[name] = start(name)


@st.cache_resource(show_spinner=False)
def _started() -> dict[str, Callable[[], bool]]:
    """For each download that this server started, whether it is still at work: before its progress file tells."""
    return {}
