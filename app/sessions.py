"""How many pages are open on this server, and a friendly no to the ones too many.

Each open page costs memory and a share of the processor, and nothing but manners keeps a script from opening hundreds.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock

import streamlit as st

from app.person import address
from ssl_demo.classroom.person import Person

MOST_OF_A_PERSON = 12
MOST_STRANGERS = 120
"""From one address, which a whole class may share, before anybody has joined."""


class Open:
    """Open pages, counted by whose they are."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def come(self, whose: str) -> int:
        """One more; returns how many these now are."""
        with self._lock:
            self._counts[whose] += 1
            return self._counts[whose]

    def go(self, whose: str) -> None:
        with self._lock:
            self._counts[whose] -= 1
            if self._counts[whose] <= 0:
                del self._counts[whose]


@st.cache_resource(show_spinner=False)
def opened() -> Open:
    """The count of this server."""
    return Open()


# One entry: whoever has joined gives the stranger's place back.
@st.cache_resource(
    show_spinner=False, scope="session", max_entries=1, on_release=lambda counted: opened().go(counted[0])
)
def _counted(whose: str) -> tuple[str, int]:
    return whose, opened().come(whose)


def too_many(person: Person) -> bool:
    """Whether this page is one too many of this person, or of the strangers from this address; says so if it is."""
    whose = person.id or f"from {address()}"
    most = MOST_STRANGERS if person.is_visitor else MOST_OF_A_PERSON
    _, number = _counted(whose)
    if number <= most:
        return False
    st.warning(
        f"This is page number {number} that is open from here, and {most} is the most. Close others, then reload.",
        icon=":material/tab_close:",
    )
    return True
