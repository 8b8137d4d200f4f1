"""Evidence "overtaken": at how many labels per class training from scratch is ahead of the probe on features."""

from __future__ import annotations

from collections.abc import Sequence

from app.backend import store
from app.lesson.evidence.finding import Finding, option_of
from app.lesson.evidence.label_curve import accuracies, sound
from app.words import listed
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.classroom.pooled.curve import usual_share
from ssl_demo.config import CurveConfig
from ssl_demo.runs.run import Run

NEVER = 1e9
"""Stands for more labels than there are: above every cut."""
PROTOCOL = (
    "Both are scored on the same test images, with the same labels, drawn from the training images; each is tuned on "
    "those labels alone. Each network from scratch had at most {share:.0%} of the run's compute. One run, the newest "
    "that was measured: another seed may move the crossing."
)


def read(question: Question, runs: Sequence[Run], pooled: bool = False) -> Finding | None:
    """Of the newest run, of a class, too, for which both were measured at some of the question's counts."""
    curves = [job.curve_config for job in store().list(kind="curve") if job.problem is None]
    for run in sound(question, runs):
        share = _share_given(run, curves)
        ssl, scratch = (accuracies(run, contender, question.labels, share) for contender in ("ssl", "supervised"))
        counts = [count for count in question.labels if count in ssl and count in scratch]
        if len(counts) > 1:
            first = next((count for count in counts if scratch[count][0] > ssl[count][0]), NEVER)
            pairs = [f"{ssl[n][0]:.1%} against {scratch[n][0]:.1%} with {n:,} per class" for n in counts]
            said = f"Features learned without labels against training from scratch: {listed(pairs)}."
            return Finding(said, PROTOCOL.format(share=share), option_of(question, first))
    return None


def _share_given(run: Run, curves: Sequence[CurveConfig]) -> float:
    """The compute that networks from scratch were given beside this run, as most of its curves have it."""
    return usual_share(curve for curve in curves if run.id in curve.runs)
