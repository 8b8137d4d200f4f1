"""What a question has to bring along for each kind of evidence, so that a lesson that can't work is refused when it is
read, and not in front of a class."""

from __future__ import annotations

from collections.abc import Callable

from app.collapse.words import TITLES
from app.lesson.evidence import verdict
from app.state import recipe_from_text
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.errors import UserError


def _knn(question: Question) -> str:
    fits = question.kind == "choice" and question.cuts
    return "" if fits else "knn answers a choice with cuts."


def _label_curve(question: Question) -> str:
    return "" if question.kind == "curve" else "label_curve answers a question of the kind curve."


def _overtaken(question: Question) -> str:
    fits = question.kind == "choice" and question.cuts and len(question.labels) > 1
    return "" if fits else "overtaken answers a choice with cuts, and two or more labels."


def _verdict(question: Question) -> str:
    of_one = question.kind == "choice" and len(question.runs) == 1 and set(question.options) <= set(TITLES.values())
    if of_one or question.kind == "run":
        unknown = [name for name in question.runs if name not in verdict.names()]
        return f"the Collapse lab has no run {unknown[0][:60]!r}; write it as the lab does." if unknown else ""
    return f"verdict answers the kind run, or a choice with one run whose options are of {', '.join(TITLES.values())}."


def _without_one(question: Question) -> str:
    if question.kind != "choice" or len(question.runs) != len(question.options):
        return "without_one answers a choice with as many runs as options, each of them a recipe."
    try:
        for text in question.runs:
            recipe_from_text(text)
    except UserError as error:
        return str(error)
    return ""


NEEDS: dict[str, Callable[[Question], str]] = {
    "knn": _knn,
    "label_curve": _label_curve,
    "overtaken": _overtaken,
    "verdict": _verdict,
    "without_one": _without_one,
}
"""By the names of evidence: what a question lacks for it, in a sentence, or nothing."""
