"""What was answered to a lesson's questions, and whether the evidence may be seen yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import streamlit as st

from ssl_demo.classroom.classroom import Classroom, Learner

Answer = str | dict[str, float]
"""One of the options, or accuracies, 0 … 1, by labels per class, whose numbers are text as in JSON."""


class Answers(Protocol):
    """Kept by the question's key, and all of them by the learner's id. `put` raises UserError, with what to do, for an
    answer that can't be kept."""

    may_answer: bool
    """Whether who looks predicts, too; a teacher only watches."""
    may_reveal: bool
    in_class: bool

    def put(self, question: str, answer: Answer) -> None: ...
    def mine(self, question: str) -> Answer | None: ...
    def all(self, question: str) -> Mapping[str, Answer]: ...
    def revealed(self, question: str) -> bool: ...
    def reveal(self, question: str, shown: bool = True) -> None: ...


class SessionAnswers:
    """Of one who learns alone: kept until the page is closed, and revealed when they like."""

    may_answer, may_reveal, in_class = True, True, False

    def put(self, question: str, answer: Answer) -> None:
        self._kept("answers")[question] = answer

    def mine(self, question: str) -> Answer | None:
        return self._kept("answers").get(question)

    def all(self, question: str) -> Mapping[str, Answer]:
        mine = self.mine(question)
        return {} if mine is None else {"": mine}

    def revealed(self, question: str) -> bool:
        return bool(self._kept("revealed").get(question))

    def reveal(self, question: str, shown: bool = True) -> None:
        self._kept("revealed")[question] = shown

    @staticmethod
    def _kept(what: str) -> dict[str, Any]:
        return st.session_state.setdefault(f"lesson_{what}", {})


class ClassAnswers:
    """Of a learner of a class, or, without one, of its teacher, who alone reveals."""

    in_class = True

    def __init__(self, classroom: Classroom, learner: Learner | None) -> None:
        self._classroom, self._learner = classroom, learner
        self.may_answer, self.may_reveal = learner is not None, learner is None

    def put(self, question: str, answer: Answer) -> None:
        if self._learner is not None:
            self._classroom.put(self._learner.id, question, answer)

    def mine(self, question: str) -> Answer | None:
        return self._classroom.answers(question).get(self._learner.id) if self._learner else None

    def all(self, question: str) -> Mapping[str, Answer]:
        return self._classroom.answers(question)

    def revealed(self, question: str) -> bool:
        return self._classroom.revealed(question)

    def reveal(self, question: str, shown: bool = True) -> None:
        if self.may_reveal:
            self._classroom.reveal(question, shown)
