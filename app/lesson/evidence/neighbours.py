"""Evidence "knn": how good the features of the newest run are by their nearest neighbours, for a question with cuts."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence

from app.lesson.evidence.finding import Finding, option_of
from app.names import dataset_title
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.config import RunConfig, digest
from ssl_demo.runs.run import Run

PROTOCOL = (
    "kNN accuracy: each of 1,000 training images is named by the vote of the 20 others whose features are most "
    "similar. Labels are used to vote and to count, never to train. Mean of"
)


def read(question: Question, runs: Sequence[Run], pooled: bool = False) -> Finding | None:
    """The newest finished run; pooled, the mean over those of the most usual settings, whatever their seeds."""
    alike = one_experiment([run for run in meant(question, runs) if knn_of(run) is not None], pooled)
    if not alike:
        return None
    after = sum(knn_of(run) or 0.0 for run in alike) / len(alike)
    before = sum(run.status.figures.get("untrained_knn", 0.0) for run in alike) / len(alike)
    said = f"After training, the neighbours name **{after:.1%}** of the images rightly; before it, {before:.1%}."
    return Finding(said, f"{PROTOCOL} {number_of(alike)}.", option_of(question, after))


def meant(question: Question, runs: Sequence[Run]) -> list[Run]:
    """Those on the data sets whose titles are the question's `runs`; all of them where it has none."""
    return [run for run in runs if not question.runs or dataset_title(run.config.data.dataset) in question.runs]


def one_experiment(runs: Sequence[Run], pooled: bool) -> list[Run]:
    """The newest of these runs, newest first; pooled, the largest group that differs in nothing but the seed, so that a
    stray run speaks for nobody, and the newest of such groups."""
    if not runs or not pooled:
        return list(runs[:1])
    requests = [digest(without_seed(run)) for run in runs]
    ((usual, _),) = Counter(requests).most_common(1)  # of equally many, the one that was met first
    return [run for run, request in zip(runs, requests, strict=True) if request == usual]


def knn_of(run: Run) -> float | None:
    """The kNN accuracy that a run ended with; None where it isn't done, or can't be read."""
    if run.status.state != "done" or run.problem is not None:
        return None
    return run.status.figures.get("knn")


def number_of(runs: Sequence[Run]) -> str:
    """ "1 run of 310 steps", "3 runs with 3 seeds, of 290 to 310 steps"."""
    seeds = len({run.config.seed for run in runs})
    steps = sorted(run.status.total_steps or 0 for run in runs)
    took = f"of {steps[0]:,} steps" if steps[0] == steps[-1] else f"of {steps[0]:,} to {steps[-1]:,} steps"
    return f"1 run {took}" if len(runs) == 1 else f"{len(runs)} runs with {seeds} seed{'s' * (seeds > 1)}, {took}"


def without_seed(run: Run) -> RunConfig:
    """What two runs have in common that are draws of one experiment. The epochs are those that fit into the seconds."""
    config = run.config
    return dataclasses.replace(config, seed=0, epochs=None if config.seconds else config.epochs)
