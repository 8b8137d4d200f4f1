"""What the class predicts, question by question, and the teacher's button that reveals the evidence."""

from __future__ import annotations

import streamlit as st

from app.backend import desk
from app.board.predictions_figure import choices_figure, curves_figure, said_of_choices, said_of_curves
from app.board.reading import Board
from app.chart import show_figure
from app.errors import shown
from app.lesson.shelf import lesson_of, names
from app.words import plain
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.classroom.person import Person
from ssl_demo.classroom.pooled.answers import choices, curves
from ssl_demo.errors import UserError


def show_predictions(person: Person, board: Board) -> None:
    """Every question that has answers. Before the reveal the predictions are there for the teacher alone, who decides
    whether the wall shows them: whoever has seen the others' answer no longer predicts."""
    if not board.answers:
        st.caption(NO_ANSWERS)
        return
    known = _questions()
    for key in board.answers:
        with st.container(border=True):
            _show_question(person, board, key, known.get(key))


NO_ANSWERS = "Lessons ask before they show. As soon as somebody has answered, the predictions of the class are here."


def _show_question(person: Person, board: Board, key: str, question: Question | None) -> None:
    answers, revealed = board.answers[key], key in board.revealed
    st.markdown(question.ask if question else f"**{plain(key)}**")
    for letter, name in zip("AB", question.runs if question and question.kind == "run" else (), strict=False):
        st.markdown(f"- **{letter}**: {plain(name)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(answers)} of {len(board.learners)} have answered.", width="stretch")
        open_now = revealed
        if person.is_teacher and not revealed:
            open_now = st.toggle("Show the predictions", key=f"predicted_{key}")
        if person.is_teacher:
            st.button(
                "Hide again" if revealed else "Reveal",
                key=f"board_reveal_{key}",
                icon=":material/visibility_off:" if revealed else ":material/visibility:",
                on_click=_reveal,
                args=(key, not revealed),
                help="Everybody sees the predictions and the evidence, and answers no longer change.",
            )
    if open_now:
        _show_answers(board, key, question)
    elif not person.is_teacher:
        st.caption("What the others predict is shown when the teacher reveals it.")


def _show_answers(board: Board, key: str, question: Question | None) -> None:
    answers = board.answers[key]
    drawn = curves(answers, question.labels if question else ())
    counts = choices(answers, question.options if question else ())
    of_curves = question.kind == "curve" if question else len(drawn) > sum(counts.values())
    if of_curves and drawn:
        show_figure(curves_figure(drawn, board.names), f"predicted_curves_{key}", said_of_curves(drawn), buttons=False)
    elif not of_curves and any(counts.values()):
        show_figure(choices_figure(counts), f"predicted_choices_{key}", said_of_choices(counts), buttons=False)
    else:
        st.caption("None of these answers can be read.")


def _reveal(key: str, now: bool) -> None:
    """Whoever sends this has to be the teacher, whatever the page has drawn."""
    person = desk().person
    if person.is_teacher and person.classroom is not None:
        with shown():
            person.classroom.reveal(key, now)


@st.cache_data(show_spinner=False, ttl=10)
def _questions() -> dict[str, Question]:
    """The questions of all lessons that are here, by key. A broken lesson's are left out: its own page tells why."""
    found = {}
    for name in names():
        try:
            steps = lesson_of(name).steps
        except UserError:
            continue
        found |= {step.question.key: step.question for step in steps if step.question}
    return found
