"""One reading of a class, made once for all who watch the board within two seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app.backend import classes, store
from app.board.line import Job, jobs_here
from app.board.memo import size_measured
from app.board.presence import presence
from ssl_demo.classroom.classroom import Classroom, Learner
from ssl_demo.classroom.owners import is_of_class, teacher_id
from ssl_demo.classroom.pooled.curve import usual_share
from ssl_demo.classroom.pooled.draws import Draw, LeftOut, draws_of
from ssl_demo.classroom.presence import Whereabouts
from ssl_demo.config import digest

PACE = 2.0
"""Seconds between two looks at a class."""
LEFT = "somebody who left"


@dataclass(frozen=True)
class Board:
    """What the board shows. names: nicknames by learner's id. working, waiting: the jobs of the server, in order.

    share: the compute that networks trained with labels had in most label curves that are done. stamp: changes where a
    run ended, a result or an answer came in, or the share changed, and with nothing else.
    """

    code: str
    title: str
    learners: tuple[Learner, ...]
    where: Mapping[str, Whereabouts]
    working: tuple[Job, ...]
    waiting: tuple[Job, ...]
    draws: tuple[Draw, ...]
    damaged: tuple[LeftOut, ...]
    share: float
    answers: Mapping[str, Mapping[str, Any]]
    revealed: frozenset[str]
    stamp: str
    names: Mapping[str, str]

    def name(self, owner: str) -> str:
        """Whose a run is, by its owner's id. Plain text."""
        if owner in self.names:
            return self.names[owner]
        if not is_of_class(self.code, owner):
            return "another class" if owner else "a visitor"
        return "the teacher" if owner == teacher_id(self.code) else LEFT


def board_of(classroom: Classroom) -> Board:
    """The class as it was at most two seconds ago."""
    return _board(str(classroom.path))


@st.cache_resource(show_spinner=False, ttl=PACE, max_entries=100)
def _board(path: str) -> Board:
    classroom = classes().get(Path(path).name)
    learners = tuple(classroom.learners())
    runs = [(run.kind, run) for run in store().list(kind=None)]
    draws, damaged = draws_of(classroom, (run for kind, run in runs if kind == "train"))
    curves = [run for kind, run in runs if kind == "curve" and is_of_class(classroom.code, run.owner)]
    share = usual_share(run.curve_config for run in curves if run.status.state == "done" and run.problem is None)
    working, waiting = jobs_here()
    answers = {question: classroom.answers(question) for question in classroom.questions()}
    revealed = frozenset(question for question in answers if classroom.revealed(question))
    ended = [draw for draw in draws if not draw.status.active]
    seen = [(draw.run_id, draw.status.state, size_measured(draw.run)) for draw in ended]
    return Board(
        code=classroom.code,
        title=classroom.name,
        learners=learners,
        where=presence().where(learner.id for learner in learners),
        working=working,
        waiting=waiting,
        draws=tuple(draws),
        damaged=tuple(damaged),
        share=share,
        answers=answers,
        revealed=revealed,
        stamp=digest([seen, answers, sorted(revealed), share]),
        names={learner.id: learner.nickname for learner in learners},
    )
