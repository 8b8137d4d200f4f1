"""Evidence "overtaken": at how many labels per class training from scratch is ahead of the probe on features."""

from __future__ import annotations

from collections.abc import Sequence

from app.lesson.evidence.finding import Finding, option_of
from app.lesson.evidence.label_curve import accuracies, sound
from app.words import listed
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.runs.run import Run

NEVER = 1e9
"""Stands for more labels than there are: above every cut."""
PROTOCOL = (
    "Both are scored on the same test images, with the same labels, drawn from the training images; each is tuned on "
    "those labels alone. One run, the newest that was measured: another seed may move the crossing."
)


def read(question: Question, runs: Sequence[Run], pooled: bool = False) -> Finding | None:
    """Of the newest run, of a class, too, for which both were measured at some of the question's counts."""
    for run in sound(question, runs):
        ssl, scratch = (accuracies(run, contender, question.labels) for contender in ("ssl", "supervised"))
        counts = [count for count in question.labels if count in ssl and count in scratch]
        if len(counts) > 1:
            first = next((count for count in counts if scratch[count][0] > ssl[count][0]), NEVER)
            pairs = [f"{ssl[n][0]:.1%} against {scratch[n][0]:.1%} with {n:,} per class" for n in counts]
            said = f"Features learned without labels against training from scratch: {listed(pairs)}."
            return Finding(said, PROTOCOL, option_of(question, first))
    return None
