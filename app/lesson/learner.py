"""Who learns here, as far as a lesson has to know: their seed, their answers, their runs."""

from __future__ import annotations

from secrets import randbelow

import streamlit as st

from app.backend import desk, store
from app.lesson.answers import Answers, ClassAnswers, SessionAnswers
from ssl_demo.classroom import seeds
from ssl_demo.classroom.owners import is_of_class
from ssl_demo.runs.run import Run

SEED = "lesson_seed"


def own_seed() -> int:
    """The learner's own seed: in a class always the same for this nickname, alone the same until the page is closed."""
    person = desk().person
    if person.classroom is not None and person.learner is not None:
        return seeds.own_seed(person.classroom.code, person.learner.nickname)
    return int(st.session_state.setdefault(SEED, 1 + randbelow(seeds.LARGEST)))


def answers() -> Answers:
    """Where answers are kept: with the class, or in this session."""
    person = desk().person
    return SessionAnswers() if person.classroom is None else ClassAnswers(person.classroom, person.learner)


def own_runs() -> list[Run]:
    """The runs that count as one's own evidence, newest first: in a class, those that one takes part in."""
    person, runs = desk().person, store().list()
    if person.classroom is None:
        return runs
    if person.learner is None:
        return desk().mine(runs)
    known = person.classroom.runs_of(person.learner.id)
    return [run for run in runs if run.id in known]


def class_runs() -> list[Run]:
    """All runs of the class, newest first; none where there is no class."""
    classroom = desk().person.classroom
    if classroom is None:
        return []
    return [run for run in store().list() if is_of_class(classroom.code, run.owner)]
