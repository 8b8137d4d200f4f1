"""What answers a lesson's questions: the learner's own runs, read by one file for each kind of evidence.

Each takes a question and runs, newest first, and says what they say; None while the runs that it needs aren't there.
pooled: whether the runs are a whole class's, which are as many draws of one experiment; those in `NEWEST` read one run
all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.lesson.evidence import label_curve, neighbours, overtaken, verdict, without_one
from app.lesson.evidence.finding import Finding
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.runs.run import Run


class Reader(Protocol):
    """One kind of evidence."""

    def __call__(self, question: Question, runs: Sequence[Run], pooled: bool = False) -> Finding | None: ...


EVIDENCE: dict[str, Reader] = {
    "knn": neighbours.read,
    "label_curve": label_curve.read,
    "overtaken": overtaken.read,
    "verdict": verdict.read,
    "without_one": without_one.read,
}
"""By the names that lessons use."""

NEWEST = ("overtaken", "verdict")

__all__ = ["EVIDENCE", "NEWEST", "Finding"]
