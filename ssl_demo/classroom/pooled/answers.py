"""What a class predicts. Answers come from browsers as any JSON: what has not the shape of an answer is dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from ssl_demo.runs.status import number

LONGEST = 60
"""Characters of an answer to a question whose options aren't known."""
MOST_OPTIONS = 12
MOST_POINTS = 30
MOST_LABELS = 1_000_000


def choices(answers: Mapping[str, Any], options: Sequence[str] = ()) -> dict[str, int]:
    """How many chose each option: all options in their order, or, where they aren't known, what was chosen most."""
    given = [answer for answer in answers.values() if isinstance(answer, str)]
    if options:
        return {option: given.count(option) for option in options}
    short = [answer for answer in given if 0 < len(answer) <= LONGEST and answer.isprintable()]
    counts = {answer: short.count(answer) for answer in dict.fromkeys(short)}
    return dict(sorted(counts.items(), key=lambda entry: -entry[1])[:MOST_OPTIONS])


def curves(answers: Mapping[str, Any], labels: Sequence[int] = ()) -> dict[str, dict[int, float]]:
    """The curves that were drawn, by learner's id: accuracies, 0 … 1, by labels per class.

    An answer is a dict of count → accuracy, or a list of accuracies, one for each of `labels`.
    """
    found = {learner: _curve(answer, labels) for learner, answer in answers.items()}
    return {learner: curve for learner, curve in found.items() if curve}


def median_curve(drawn: Mapping[str, Mapping[int, float]]) -> dict[int, float]:
    """The median over the learners at each count that any of them has."""
    counts = sorted({count for curve in drawn.values() for count in curve})
    return {count: median(curve[count] for curve in drawn.values() if count in curve) for count in counts}


def _curve(answer: Any, labels: Sequence[int]) -> dict[int, float]:
    """Empty for anything but a curve."""
    match answer:
        case dict() if len(answer) <= MOST_POINTS:
            pairs = list(answer.items())
        case list() if len(answer) == len(labels):
            pairs = list(zip(labels, answer, strict=True))
        case _:
            return {}
    curve = {}
    for key, value in pairs:
        count, share = _count(key), number(value)
        if count is None or share is None or not 0 <= share <= 1:
            return {}
        curve[count] = share
    return dict(sorted(curve.items()))


def _count(key: Any) -> int | None:
    text = str(key)
    usable = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_LABELS)) and 1 <= int(text) <= MOST_LABELS
    return int(text) if usable else None
