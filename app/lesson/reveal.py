"""What became of a prediction: what you said, what your own run says, and what the class said."""

from __future__ import annotations

from statistics import mean

import pandas as pd
import streamlit as st

from app.board.predictions_figure import choices_figure, said_of_choices
from app.chart import show_figure
from app.errors import shown
from app.lesson.answers import Answer, Answers
from app.lesson.asking import curve_of, in_words
from app.lesson.evidence import EVIDENCE, NEWEST, Finding
from app.lesson.learner import class_runs, own_runs
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.classroom.pooled.answers import choices, curves


def show_reveal(question: Question, answers: Answers) -> None:
    """All of it, for a question that was revealed."""
    with shown():
        finding = EVIDENCE[question.evidence](question, own_runs())
        pooled = EVIDENCE[question.evidence](question, class_runs(), pooled=True) if answers.in_class else None
        if answers.may_answer:
            _show_mine(question, answers.mine(question.key), finding)
        _show_finding("Your own run says" if answers.may_answer else "The runs here say", finding)
        if pooled is not None and (finding is None or pooled.said != finding.said):
            _show_finding(_of_the_class(question), pooled)
        if question.kind == "curve":
            show_curves(question, answers, pooled or finding)
        elif answers.in_class:
            show_predictions(question, answers)


def _of_the_class(question: Question) -> str:
    if question.evidence not in NEWEST:
        return "The runs of the class say"
    return "The newest runs of the class say" if len(question.runs) > 1 else "The newest run of the class says"


def _show_mine(question: Question, mine: Answer | None, finding: Finding | None) -> None:
    if mine is None:
        st.markdown("You made no guess.")
        return
    sign = ""
    if finding is not None and finding.right is not None and question.kind != "curve":
        sign = " :material/check: That is what came out." if mine == finding.right else " It came out otherwise."
    st.markdown(f"##### You said\n{in_words(question, mine)}.{sign}")


def _show_finding(title: str, finding: Finding | None) -> None:
    st.markdown(f"##### {title}")
    if finding is None:
        st.markdown("Nothing yet: train the run that this step is about, then look here again.")
        return
    st.markdown(finding.said)
    if finding.right is not None:
        st.markdown(f"So the answer is **{finding.right}**.")
    st.caption(finding.protocol)


def show_predictions(question: Question, answers: Answers) -> None:
    """What all have said: how many chose each option, or their curves as numbers."""
    if question.kind == "curve":
        show_curves(question, answers, None)
        return
    counts = choices(answers.all(question.key), question.options)
    if any(counts.values()):
        show_figure(choices_figure(counts), f"said_{question.key}", said_of_choices(counts), buttons=False)


def show_curves(question: Question, answers: Answers, finding: Finding | None) -> None:
    """The guesses beside what was measured, count by count."""
    mine = curve_of(answers.mine(question.key))
    others = curves(answers.all(question.key)).values()
    measured = finding.curve if finding else {}
    lines = []
    for count in question.labels:
        said = [100 * curve[count] for curve in others if count in curve]
        line = {
            "Labels per class": count,
            "You said": _percent(mine.get(count)),
            "It is": _percent(measured.get(count)),
        }
        if answers.in_class and said:
            line |= {"The class said, mean": mean(said), "lowest": min(said), "highest": max(said)}
        lines.append(line)
    table = pd.DataFrame(lines).dropna(axis=1, how="all")
    if len(table.columns) < 2:
        return
    percent = {name: st.column_config.NumberColumn(format="%.0f %%") for name in table.columns[1:]}
    if "It is" in percent:
        percent["It is"] = st.column_config.NumberColumn(format="%.1f %%")
    st.dataframe(table, hide_index=True, column_config=percent, width="content")


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value
