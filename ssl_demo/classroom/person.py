"""Who asks: a visitor, a learner of a class, or its teacher."""

from __future__ import annotations

from dataclasses import dataclass

from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.classroom import Classroom, Learner
from ssl_demo.classroom.owners import teacher_id
from ssl_demo.errors import UserError


@dataclass(frozen=True)
class Person:
    """Nobody in particular, unless there is a class; its teacher, unless there is a learner as well."""

    classroom: Classroom | None = None
    learner: Learner | None = None

    @property
    def is_visitor(self) -> bool:
        return self.classroom is None

    @property
    def is_learner(self) -> bool:
        return self.learner is not None

    @property
    def is_teacher(self) -> bool:
        return self.classroom is not None and self.learner is None

    @property
    def id(self) -> str:
        """What runs are kept under: empty for a visitor, and the class's code and who it is for all others."""
        if self.classroom is None:
            return ""
        return self.learner.id if self.learner else teacher_id(self.classroom.code)


VISITOR = Person()


def person_of(classes: Classes, pass_: str) -> Person:
    """Whose pass this is: "CODE.token", as `pass_of` gives it. A visitor for any other text."""
    code, _, token = pass_.partition(".")
    try:
        classroom = classes.get(code)
    except UserError:
        return VISITOR
    if classroom.is_teacher(token):
        return Person(classroom)
    learner = classroom.learner(token)
    return Person(classroom, learner) if learner else VISITOR


def pass_of(classroom: Classroom, token: str) -> str:
    """What a browser keeps, to be known again."""
    return f"{classroom.code}.{token}"
