"""Signs of life: whoever opens a page or works with it is there, and so is whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.live import live
from ssl_demo.classroom.person import Person
from ssl_demo.classroom.presence import AWAY_SECONDS, LessonStep, Presence

if TYPE_CHECKING:
    from app.lesson.place import Place

SIGN_SECONDS = 20.0
assert 2 * SIGN_SECONDS < AWAY_SECONDS, "one lost sign makes nobody away"


@st.cache_resource(show_spinner=False)
def presence() -> Presence:
    """Who is where, one object for the whole process."""
    return Presence()


def note_presence(person: Person, page: str, place: Place | None = None) -> None:
    """Note that a learner is on the page of this title, and at which step of a lesson. Of others nothing is kept.

    Called by the frame in every run of the script; it takes microseconds.
    """
    if person.learner is not None:
        presence().here(person.learner.id, page, _step(place))


def keep_noting(person: Person, page: str, place: Place | None = None) -> None:
    """Go on noting it while the page is open and nothing is pressed: whoever reads is not away. Draws nothing."""
    if person.learner is not None:
        live(lambda: note_presence(person, page, place), lambda: SIGN_SECONDS)


def _step(place: Place | None) -> LessonStep | None:
    if place is None or not place.here:
        return None
    return LessonStep(place.lesson.title, place.number, len(place.lesson.steps))
