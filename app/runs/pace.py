"""How often pages look at what is at work: the more pages look, the less often each, so that all of them together cost
the server about as much as twenty do."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

AT_ONCE = 20
"""Pages that may look once a second."""
SLOWEST = 8
FORGOTTEN_SECONDS = 20.0
"""After so long without a look, a page is closed or looks at something else."""


class Lookers:
    """Pages that look at something that moves, by their session's id."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}
        self._slower = 1
        self._lock = Lock()

    def look(self, who: str) -> int:
        """Note a look; returns how many times slower than usual each page looks: 1, 2, 4 or 8.

        Of two thresholds the lower one makes it quicker again, since every change of pace draws whole pages anew.
        """
        with self._lock:
            now = self._clock()
            self._seen[who] = now
            self._seen = {key: at for key, at in self._seen.items() if now - at < FORGOTTEN_SECONDS}
            while len(self._seen) > AT_ONCE * self._slower and self._slower < SLOWEST:
                self._slower *= 2
            while self._slower > 1 and len(self._seen) < AT_ONCE * self._slower / 3:
                self._slower //= 2
            return self._slower

    @property
    def several(self) -> bool:
        """Whether more than one page looks."""
        return len(self._seen) > 1


@st.cache_resource(show_spinner=False)
def lookers() -> Lookers:
    """The pages of this server that look at something."""
    return Lookers()


def paced(seconds: float) -> float:
    """The pace of this page, which looks every so many seconds where few others do."""
    context = get_script_run_ctx()
    return seconds * lookers().look(context.session_id if context else "")
