"""A question in its place in the lesson: asked, answered, waiting to be revealed, or revealed. Pages look here, too,
before they show what would give the answer away."""

from __future__ import annotations

import streamlit as st

from app.errors import shown
from app.lesson.answers import Answer, Answers
from app.lesson.asking import ask
from app.lesson.learner import answers
from app.lesson.place import Place, current
from app.lesson.reveal import show_predictions, show_reveal
from app.live import live
from ssl_demo.classroom.lessons.lesson import Question


def show_question(place: Place) -> None:
    """Whatever this step has of a question; nothing where it has none."""
    question = place.asked
    if question is None:
        return
    kept = answers()
    if kept.revealed(question.key) and place.told is not None:
        show_reveal(question, kept)
        if kept.in_class and kept.may_reveal:
            _button("Hide it again", kept, question, False)
        return
    ask(question, kept)
    if not kept.may_answer:
        live(lambda: _show_so_far(question, kept), lambda: PACE)
    answered = kept.mine(question.key) is not None
    if place.told is None:
        if answered:
            st.caption(":material/check: Noted. The answer comes in a later step, from your own run.")
    elif not kept.may_reveal:
        told = NOTED if answered else "Your teacher reveals it when all have answered."
        live(lambda: st.caption(told), lambda: None if kept.revealed(question.key) else PACE)
    elif kept.in_class or answered:
        _button("Reveal", kept, question, True)


PACE = 3.0
"""Seconds after which a class looks again."""
NOTED = ":material/check: Noted. Your teacher reveals it when all have answered."


def _show_so_far(question: Question, kept: Answers) -> None:
    """For the teacher, whose screen may be on the wall: whoever has seen the others' answer no longer predicts."""
    given = len(kept.all(question.key))
    st.caption(f"{given} answer{'s' * (given != 1)} so far. Learners see what others said when you reveal it.")
    if st.toggle("Show the predictions", key=f"predictions_{question.key}"):
        show_predictions(question, kept)


def _button(label: str, kept: Answers, question: Question, reveal: bool) -> None:
    icon = ":material/visibility:" if reveal else ":material/visibility_off:"
    st.button(
        label,
        key=f"reveal_{question.key}",
        type="primary" if reveal else "tertiary",
        icon=icon,
        on_click=_reveal,
        args=(kept, question.key, reveal),
    )


def _reveal(kept: Answers, key: str, shown_: bool) -> None:
    with shown():
        kept.reveal(key, shown_)


def question_here(evidence: str) -> Question | None:
    """The newest question of this evidence that the lesson has asked so far, while a step of it is open."""
    place = current()
    steps = place.lesson.steps[: place.number] if place is not None and place.here else ()
    asked = (step.question for step in reversed(steps))
    return next((question for question in asked if question is not None and question.evidence == evidence), None)


def held_back(*evidence: str) -> bool:
    """Whether what such evidence would give away has to wait: a lesson asks for it, and hasn't revealed it yet."""
    asked = [question for name in evidence if (question := question_here(name)) is not None]
    return not all(map(is_revealed, asked))


def waits_for_answer(place: Place) -> bool:
    """Whether the way on is closed, as a prediction is worth something only before the evidence."""
    return _unanswered(place.step.question)


def wait_for_guess(evidence: str) -> bool:
    """Whether not even a learner's own run may be seen yet, as a lesson asks what it will say; in a class somebody may
    have trained it before. Says so, too."""
    waits = _unanswered(question_here(evidence))
    if waits:
        st.info("First your guess, above. Then you see here what the run says.", icon=":material/visibility_off:")
    return waits


def _unanswered(question: Question | None) -> bool:
    kept = answers()
    if question is None or not kept.may_answer:
        return False
    return kept.mine(question.key) is None and not kept.revealed(question.key)


def my_answer(question: Question) -> Answer | None:
    """What whoever looks has answered."""
    return answers().mine(question.key)


def is_revealed(question: Question) -> bool:
    """Whether the page may show what answers this question."""
    return answers().revealed(question.key)
