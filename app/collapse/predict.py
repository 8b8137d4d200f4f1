"""Predict first: before a method is broken, its reader says what will become of it."""

from __future__ import annotations

import streamlit as st

from app.collapse.pair import Plan
from app.collapse.words import MEANINGS, TITLES
from app.lesson.question import question_here
from ssl_demo.config import digest
from ssl_demo.evaluation.verdict import Verdict


def ask_guess(plan: Plan) -> None:
    """The question, with the four answers that there are, unless a lesson asks its own. A guess can be changed until
    the run is over."""
    if question_here("verdict") is not None:
        return
    st.radio(
        "First your guess: what will happen?",
        list(Verdict),
        index=None,
        format_func=TITLES.get,
        captions=list(MEANINGS.values()),
        key=_key(plan),
        persist_state="session",
        horizontal=True,
    )


def guess_of(plan: Plan) -> Verdict | None:
    """What was guessed, if anything was. A lesson tells what became of its own question itself."""
    if question_here("verdict") is not None:
        return None
    return st.session_state.get(_key(plan))


def _key(plan: Plan) -> str:
    return f"lab_guess_{digest([plan.healthy.method, plan.sabotage.title])}"
