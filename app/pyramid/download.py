"""How to get a backbone's weights that aren't on this machine."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from threading import Thread

from app.download import offer_download
from app.words import plain
from ssl_demo.data.fetch_weights import fetch_weights
from ssl_demo.data.weights import PUBLISHED, weights_home
from ssl_demo.errors import UserError


def offer_weights(name: str) -> None:
    """Draw the button that downloads a backbone's weights, or how far that is."""
    weights = PUBLISHED[name]
    label = f"Download its ImageNet weights, {weights.size / 1e6:,.0f} MB"
    note = (
        f"Nothing is fetched before you press this. Without internet here, put `{weights.file}` into the folder "
        f"`{plain(weights_home())}`."
    )
    offer_download(name, label, note, _start)


def _start(name: str) -> Callable[[], bool]:
    thread = Thread(target=_fetch, args=(name,), daemon=True, name=f"weights of {name}")
    thread.start()
    return thread.is_alive


def _fetch(name: str) -> None:
    with contextlib.suppress(UserError):  # the progress file holds the sentence, and the page shows it
        fetch_weights(name, lambda done, total: None)
