"""A question above the page, asked before the evidence: options to choose from, or a curve to drag."""

from __future__ import annotations

import streamlit as st

from app.errors import shown
from app.guess import guess_curve, handle_counts
from app.lesson.answers import Answer, Answers
from app.palette import CONTENDERS
from app.words import listed, plain
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.classroom.pooled.answers import curves

CHANCE = 0.1
"""Of the ten kinds of toys; where the dotted line of a curve stands."""


def ask(question: Question, answers: Answers) -> None:
    """Draw the question with what it takes to answer it; a learner may change their mind until it is revealed."""
    st.markdown(f":material/help: **First your guess.** {question.ask}")
    if question.kind == "run":
        named = zip("AB", map(plain, question.runs), strict=True)
        st.markdown("\n".join(f"- **{letter}**: {name}" for letter, name in named))
    if not answers.may_answer:
        return
    mine = answers.mine(question.key)
    if question.kind == "curve":
        _ask_curve(question, answers, mine)
    else:
        _ask_option(question, answers, mine)


def _ask_option(question: Question, answers: Answers, mine: Answer | None) -> None:
    key = f"answer_{question.key}"
    if isinstance(mine, str) and mine in question.options:
        st.session_state.setdefault(key, mine)
    st.radio(
        question.ask,
        question.options,
        index=None,
        key=key,
        label_visibility="collapsed",
        on_change=lambda: _put(answers, question, st.session_state[key]),
    )


def _ask_curve(question: Question, answers: Answers, mine: Answer | None) -> None:
    counts = handle_counts(question.labels)
    said = curve_of(mine)
    values = guess_curve(
        question.labels,
        [said[count] for count in counts] if said.keys() >= set(counts) else None,
        key=f"curve_{question.key}",
        chance=CHANCE,
        colour=CONTENDERS["ssl"].colour,
        title="Drag the points to where you expect them",
        height=260,
    )
    label = "That's my guess" if mine is None else "Change my guess"
    given = {str(count): value for count, value in zip(counts, values, strict=True)}
    st.button(label, key=f"put_{question.key}", on_click=_put, args=(answers, question, given), icon=":material/check:")
    if said:
        st.caption(f"You said {in_words(question, mine)}.")


def _put(answers: Answers, question: Question, answer: Answer | None) -> None:
    if answer is not None:
        with shown():
            answers.put(question.key, answer)


def curve_of(answer: Answer | None) -> dict[int, float]:
    """An answer as accuracies by labels per class; empty where it is no curve."""
    return curves({"": answer}).get("", {})


def in_words(question: Question, answer: object) -> str:
    """An answer as Markdown: numbers, or what the question offers, and nothing else that somebody may have sent."""
    if curve := curve_of(answer):
        return listed([f"{value:.0%} at {count:,}" for count, value in sorted(curve.items())])
    return f"**{answer}**" if answer in question.options else "something that can't be answered here"
