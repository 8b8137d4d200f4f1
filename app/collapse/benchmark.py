"""What became of every method, broken in every way, in this project's benchmark. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.measured import FOLDER, pair, read_results
from app.names import method_title
from ssl_demo.evaluation.verdict import Verdict

RESULTS = FOLDER / "collapses.json"
COMMAND = "python -m benchmarks.collapses"
COSTLY = 0.1
"""A kNN accuracy this far below the healthy twin's is a loss worth telling."""
NOISE = 0.02
"""Accuracies read off 1,000 images are uncertain by about so much."""


class Outcome(NamedTuple):
    """One run. done: the sabotage's title, empty for the healthy twin. All readings: (before training, after); the loss
    over the first and over the last tenth of the steps."""

    method: str
    done: str
    verdict: Verdict
    spread: tuple[float, float]
    rank: tuple[float, float]
    scatter: tuple[float, float]
    loss: tuple[float, float]
    knn: tuple[float, float]


class Outcomes(NamedTuple):
    """All runs, and the protocol they share."""

    protocol: str
    healthy: Mapping[str, Outcome]
    broken: Sequence[Outcome]


def measured() -> Outcomes | None:
    """What the benchmark wrote; None where it was never run. Raises UserError for a file that is broken."""
    return read_results(RESULTS, COMMAND, _parsed)


def _parsed(saved: Mapping[str, Any]) -> Outcomes:
    runs = [_outcome(row) for row in saved["rows"]]
    return Outcomes(
        f"{saved['about']} {saved['seconds']:g} seconds, seed {saved['seed']}. Machine: {saved['machine']}.",
        {run.method: run for run in runs if not run.done},
        [run for run in runs if run.done],
    )


def _outcome(row: Mapping[str, Any]) -> Outcome:
    return Outcome(
        row["method"], row["broken"], Verdict(row["verdict"]), *(pair(row[name]) for name in Outcome._fields[3:])
    )


def said(found: Outcomes) -> list[str]:
    """Markdown: how often each verdict came, what no gauge showed, and which healthy twins learned little."""
    counts = {verdict: sum(run.verdict is verdict for run in found.broken) for verdict in Verdict}
    sentences = [
        f"Of {len(found.broken)} ways to break {len(found.healthy)} methods, **{counts[Verdict.COMPLETE]}** end in "
        f"complete collapse and **{counts[Verdict.DIMENSIONAL]}** in dimensional collapse; {counts[Verdict.DIVERGED]} "
        f"diverge. **{counts[Verdict.HEALTHY]}** leave the embeddings healthy, which is not to say that they learn as "
        "much. One training each: another seed may tip what is close to a threshold."
    ]
    if costly := [run for run in found.broken if run.verdict is Verdict.HEALTHY and _cost(found, run) > COSTLY]:
        told: dict[str, list[str]] = {}
        for run in costly:
            told.setdefault(run.done, []).append(f"{method_title(run.method)} (−{100 * _cost(found, run):.0f})")
        each = "; ".join(f"*{done.lower()}*: {', '.join(methods)}" for done, methods in told.items())
        sentences.append(
            f"No verdict shows it, but kNN accuracy is at least {100 * COSTLY:.0f} points below the healthy twin's: "
            f"{each}."
        )
    if idle := [run for run in found.healthy.values() if run.knn[0] - run.knn[1] > NOISE]:
        fell = ", ".join(f"{method_title(run.method)} ({run.knn[0]:.0%} → {run.knn[1]:.0%})" for run in idle)
        sentences.append(
            "Healthy twins whose features tell these classes apart less well than before the first step, after so "
            f"short a training: {fell}. They have learned what their task asks for, and it asks for something else."
        )
    return sentences


def _cost(found: Outcomes, run: Outcome) -> float:
    twin = found.healthy.get(run.method)
    return twin.knn[1] - run.knn[1] if twin else 0.0
