"""Evidence "label_curve": the accuracy of a linear probe on the learner's own features, over labels per class."""

from __future__ import annotations

from collections.abc import Sequence

from app.backend import store
from app.lesson.evidence.finding import Finding
from app.lesson.evidence.neighbours import meant, number_of, one_experiment
from app.words import listed
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.config import CurveConfig
from ssl_demo.jobs.curve import rows_of
from ssl_demo.runs.run import Run

MOST = 60
"""Runs that are looked through."""
PROTOCOL = (
    "Linear probe on frozen features of test images, with labels drawn {draws} from the training images; the probe is "
    "tuned on those labels alone. Mean of"
)


def read(question: Question, runs: Sequence[Run], pooled: bool = False) -> Finding | None:
    """The newest run that was measured at any of the counts asked for; pooled, the mean over the measured ones of
    the most usual settings, whatever their seeds."""
    curves = {run: found for run in sound(question, runs) if (found := accuracies(run, "ssl", question.labels))}
    alike = one_experiment(list(curves), pooled)
    counts = [count for count in question.labels if any(count in curves[run] for run in alike)]
    if not counts:
        return None
    means = {count: _mean([curves[run][count][0] for run in alike if count in curves[run]]) for count in counts}
    draws = {curves[run][count][1] for run in alike for count in counts if count in curves[run]}
    said = listed([f"**{means[count]:.1%}** with {count:,} label{'s' * (count > 1)} per class" for count in counts])
    times = f"{min(draws)} times" if len(draws) == 1 else f"{min(draws)} to {max(draws)} times"
    protocol = f"{PROTOCOL.format(draws='once' if draws == {1} else times)} {number_of(alike)}."
    return Finding(f"The probe is right on {said}.", protocol, curve=means)


def sound(question: Question, runs: Sequence[Run]) -> list[Run]:
    """Those of the newest runs that the question means that are done and can be read."""
    return [run for run in meant(question, runs)[:MOST] if run.status.state == "done" and run.problem is None]


def accuracies(
    run: Run, contender: str, labels: Sequence[int], share: float = CurveConfig.supervised_share
) -> dict[int, tuple[float, int]]:
    """A contender's measured accuracies, as a mean and a number of draws, by labels per class. share: the compute that
    a network trained with labels had; measured with another one, it is not found."""
    config = CurveConfig((run.id,), (contender,), tuple(labels), draws=20, supervised_share=share)
    return {row["labels_per_class"]: (row["accuracy_mean"], row["draws"]) for row in rows_of(store(), config)}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
