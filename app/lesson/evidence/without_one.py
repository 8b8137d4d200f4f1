"""Evidence "without_one": what a run loses whose views lack something. A question's `runs` are the recipes without it,
as a link writes them, one for each option."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from app.lesson.evidence.finding import Finding
from app.lesson.evidence.neighbours import PROTOCOL, knn_of
from app.state import recipe_from_text
from app.words import plain
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.config import Recipe, RunConfig
from ssl_demo.runs.run import Run


def read(question: Question, runs: Sequence[Run], pooled: bool = False) -> Finding | None:
    """The option without which the kNN accuracy falls most, once two can be told. Only pairs of runs are compared that
    differ in nothing but the recipe, down to the seed and the number of steps; the other one has the usual recipe."""
    done = [(run.config, knn) for run in runs if (knn := knn_of(run)) is not None]
    found = {
        option: _pairs(done, recipe_from_text(text))
        for option, text in zip(question.options, question.runs, strict=False)
    }
    lost = {option: _mean([usual - less for usual, less in pairs]) for option, pairs in found.items() if pairs}
    if not lost:
        return None
    said = "\n".join(_said(option, found[option]) for option in lost)
    if missing := len(question.options) - len(lost):
        said += f"\n\nOf {len(question.options)} answers, {missing} can't be judged yet: no such encoder was trained."
    right = max(lost, key=lambda option: lost[option]) if len(lost) > 1 else None
    return Finding(said, f"{PROTOCOL} the pairs named; a pair has the same seed and as many steps.", right)


def _pairs(done: Sequence[tuple[RunConfig, float]], recipe: Recipe) -> list[tuple[float, float]]:
    """The kNN accuracies of each run with the usual recipe and of its twin with this one."""
    usual = [(config, knn) for config, knn in done if config.recipe == Recipe()]
    twins = ((knn, _first(done, dataclasses.replace(config, recipe=recipe))) for config, knn in usual)
    return [(knn, twin) for knn, twin in twins if twin is not None]


def _first(done: Sequence[tuple[RunConfig, float]], wanted: RunConfig) -> float | None:
    return next((knn for config, knn in done if config == wanted), None)


def _said(option: str, pairs: Sequence[tuple[float, float]]) -> str:
    usual, less = (_mean([pair[i] for pair in pairs]) for i in (0, 1))
    points = f"{abs(100 * (usual - less)):.1f} points {'less' if less < usual else 'more'}"
    many = f"{len(pairs)} pair{'s' * (len(pairs) > 1)}"
    return f"- {plain(option)}: **{less:.1%}**, {points} than the usual recipe's {usual:.1%} ({many})"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
