"""A backbone's weights: what it runs with, and how to get those that aren't here."""

from __future__ import annotations

import contextlib
from threading import Thread

import streamlit as st

from app.live import live
from app.words import plain
from ssl_demo.data.fetch_weights import fetch_weights
from ssl_demo.data.progress import progress_of
from ssl_demo.data.weights import PUBLISHED, weights_home
from ssl_demo.errors import UserError


def offer_weights(name: str) -> None:
    """Draw the button that downloads a backbone's weights, or how far that is."""

    def running() -> bool:
        thread = _threads().get(name)
        return bool(thread and thread.is_alive()) or (progress_of(name) or {}).get("state") == "running"

    def progress() -> None:
        now = progress_of(name)
        if running():
            done, total = (now["done"], now["total"]) if now and now["state"] == "running" else (0, 1)
            words = f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB" if done else "Looking for the server …"
            st.progress(min(1.0, done / max(total, 1)), text=words)
            return
        if now and now["state"] == "failed":
            st.error(plain(now["message"]), icon=":material/error:")
        weights = PUBLISHED[name]
        st.button(
            f"Download its ImageNet weights, {weights.size / 1e6:,.0f} MB",
            key=f"weights_{name}",
            icon=":material/download:",
            on_click=_start,
            args=(name,),
        )
        st.caption(
            f"Nothing is fetched before you press this. Without internet here, put `{weights.file}` into the folder "
            f"`{plain(weights_home())}`."
        )

    live(progress, lambda: 0.5 if running() else None)


def _start(name: str) -> None:
    thread = Thread(target=_fetch, args=(name,), daemon=True, name=f"weights of {name}")
    thread.start()
    _threads()[name] = thread


def _fetch(name: str) -> None:
    with contextlib.suppress(UserError):  # the progress file holds the sentence, and the page shows it
        fetch_weights(name, lambda done, total: None)


@st.cache_resource(show_spinner=False)
def _threads() -> dict[str, Thread]:
    """The downloads that this server started, by backbone."""
    return {}
