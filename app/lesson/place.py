"""Where one is in a lesson: which one, which step, and whether its page is open. The URL carries it, on all pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from app.errors import shown
from app.lesson.landing import go
from app.lesson.learner import own_seed
from app.lesson.shelf import lesson_of
from app.url import to_url
from ssl_demo.classroom.lessons.lesson import OWN_SEED, Lesson, Question, Step
from ssl_demo.errors import UserError

NAME, NUMBER = "lesson", "lesson_step"
"""In the URL and in the session."""
HERE = "lesson_here"
KEPT = ("run", "large")
"""What goes along from step to step."""


@dataclass(frozen=True)
class Place:
    """Step `number`, from 1, of a lesson. here: whether the page that is open is the step's."""

    lesson: Lesson
    number: int
    here: bool

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.number - 1]

    @property
    def last(self) -> bool:
        return self.number == len(self.lesson.steps)

    @property
    def told(self) -> Question | None:
        """The question whose answer is told here."""
        return self.lesson.revealed_at(self.number)

    @property
    def asked(self) -> Question | None:
        """The question that stands here, to be answered or to be told."""
        return self.told or self.step.question


def follow_lesson(page: str) -> Place | None:
    """Take over the lesson and the step that the URL names, keep them in the URL, and say where that is.

    page: the stem of the file that is open. A link to a step that names no more than the step opens its page with its
    settings. What the URL names and isn't there is one sentence on the page.
    """
    name, number = st.query_params.get(NAME), st.query_params.get(NUMBER, "1")
    arrived = name is not None and (name, number) != st.session_state.get("lesson_in_url")
    if arrived:
        with shown():
            lesson = lesson_of(name)
            st.session_state[NAME], st.session_state[NUMBER] = name, _number(number, lesson)
    place = _place(page)
    st.session_state["lesson_in_url"] = (place.lesson.name, str(place.number)) if place else None
    to_url(NAME, place.lesson.name if place else None)
    to_url(NUMBER, str(place.number) if place else None)
    st.session_state[HERE] = place
    if arrived and place:
        link, settings = query(), settings_of(place.step)
        if not place.here or settings.keys() - link.keys():
            _open(place.lesson, place.number, {**settings, **link} if place.here else settings)
    return place


def current() -> Place | None:
    """Where the reader is, as the frame found for this page."""
    return st.session_state.get(HERE)


def open_step(lesson: Lesson, number: int) -> None:
    """Go to a step: its page, with its settings. Nothing after it is run."""
    _open(lesson, number, settings_of(lesson.steps[number - 1]))


def leave() -> None:
    """End the lesson, and stay on the page. For a callback."""
    for key in (NAME, NUMBER, HERE):
        st.session_state.pop(key, None)


def settings_of(step: Step) -> dict[str, str | tuple[str, ...]]:
    """Its URL parameters, with the learner's own seed where the lesson says so."""
    return {name: str(own_seed()) if value == OWN_SEED else value for name, value in step.settings.items()}


def _open(lesson: Lesson, number: int, settings: Mapping[str, str | tuple[str, ...]]) -> None:
    from app.train.form import unfold_form

    step = lesson.steps[number - 1]
    st.session_state[NAME], st.session_state[NUMBER] = lesson.name, number
    st.session_state["lesson_in_url"] = lesson.name, str(number)
    if step.page == "train" and step.settings:
        unfold_form()
    kept = {name: st.query_params[name] for name in KEPT if name in st.query_params}
    go(step.page, {**kept, **settings, NAME: lesson.name, NUMBER: str(number)})


def query() -> dict[str, str | tuple[str, ...]]:
    """The URL's parameters, with all values of each."""
    values = {name: st.query_params.get_all(name) for name in st.query_params}
    return {name: each[0] if len(each) == 1 else tuple(each) for name, each in values.items()}


def _place(page: str) -> Place | None:
    name = st.session_state.get(NAME)
    if name is None:
        return None
    try:
        lesson = lesson_of(name)
    except UserError:
        leave()  # its file is gone, or was broken since
        return None
    number = min(st.session_state.get(NUMBER, 1), len(lesson.steps))
    return Place(lesson, number, lesson.steps[number - 1].page == page)


def _number(text: str, lesson: Lesson) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= len(lesson.steps)):
        raise UserError(f"“{lesson.title}” has the steps 1 to {len(lesson.steps)}, and no step {text[:20]!r}.")
    return int(text)
