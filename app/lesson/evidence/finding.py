"""What the evidence says about a question."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from ssl_demo.classroom.lessons.lesson import Question


@dataclass(frozen=True)
class Finding:
    """What came out.

    said: in a sentence or two of Markdown, with the numbers. protocol: how they were measured, from how many runs.
    right: the option that came out, None where it is still open. curve: accuracies, 0 … 1, by labels per class, where a
    curve was asked for.
    """

    said: str
    protocol: str
    right: str | None = None
    curve: Mapping[int, float] = field(default_factory=dict)


def option_of(question: Question, value: float) -> str | None:
    """The option whose range a number lies in: below the first cut, between two, from the last one on. None where the
    question has no cuts."""
    return question.options[bisect_right(question.cuts, value)] if question.cuts else None
