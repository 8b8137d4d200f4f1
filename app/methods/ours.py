"""What a method reached here: in this project's benchmark, and in the runs of this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.measured import FOLDER, in_percent, pair, read_results
from app.methods.numbers import Number
from app.names import duration, in_short
from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.methods import METHODS
from ssl_demo.runs.run import Run

RESULTS = FOLDER / "methods.json"
COMMAND = "python -m benchmarks.methods"
MEASURES = {
    "Linear probe, 10 labels per class": ("probe_10", "untrained_10"),
    "Linear probe, 50 labels per class": ("probe_50", "untrained_50"),
    "Nearest neighbours": ("knn", "untrained_knn"),
}
MOST_RUNS = 5


class Benchmark(NamedTuple):
    """One method's row of the benchmark, and how it was measured: the budget in short, and all of it. Accuracies, by
    measure: (mean, std) in 0…1."""

    budget: str
    protocol: str
    encoder: str
    trained: dict[str, tuple[float, float]]
    untrained: dict[str, tuple[float, float]]
    images_per_second: float
    effective_rank: float


def benchmarks() -> dict[str, Benchmark]:
    """The rows by method, none where the benchmark was never run. Raises UserError for a file that is broken."""
    return read_results(RESULTS, COMMAND, _rows) or {}


def _rows(saved: Mapping[str, Any]) -> dict[str, Benchmark]:
    return {row["method"]: _parsed(saved, row) for row in saved["rows"]}


def _parsed(saved: Mapping[str, Any], row: Mapping[str, Any]) -> Benchmark:
    budget = f"{saved['seconds']:g} seconds of training on {saved['images']:,} images, {saved['seeds']} seeds."
    machine = f" Machine: {saved['machine']}." if saved.get("machine") else ""
    return Benchmark(
        budget,
        f"{budget} {saved['about']}{machine}",
        row["encoder"],
        {name: pair(row[key]) for name, (key, _) in MEASURES.items()},
        {name: pair(row[key]) for name, (_, key) in MEASURES.items()},
        float(row["images_per_second"]),
        float(row["effective_rank"]),
    )


def benchmark_numbers(row: Benchmark) -> list[Number]:
    """Each accuracy, and the untrained encoder's."""
    return [
        Number(
            f"{in_percent(row.trained[name])} %",
            f"{name}; the untrained encoder has {in_percent(row.untrained[name])} %",
        )
        for name in row.trained
    ]


def own_runs(method: str, runs: Sequence[Run]) -> list[tuple[Run, RunConfig]]:
    """The finished runs of this method whose features were looked at, in their order."""
    return [(run, config) for run in runs if (config := _finished(run)) is not None and config.method == method]


def _finished(run: Run) -> RunConfig | None:
    if run.status.state != "done" or not {"knn", "untrained_knn"} <= run.status.figures.keys():
        return None
    try:
        return run.config
    except UserError:
        return None


def run_numbers(found: Sequence[tuple[Run, RunConfig]]) -> list[Number]:
    """The newest of these runs, each with what its features were worth after the training and before."""
    return [_run_number(run, config) for run, config in found[:MOST_RUNS]]


def _run_number(run: Run, config: RunConfig) -> Number:
    figures = run.status.figures
    took = f", {duration(figures['seconds'])}" if "seconds" in figures else ""
    before = f"the untrained encoder has {figures['untrained_knn']:.1%}".replace("%", " %")
    return Number(f"{100 * figures['knn']:.1f} %", f"{run.name}: {in_short(config)}{took}; {before}")


def missing(method: str) -> str:
    """What to say where there is no row."""
    return f"{METHODS[method].title} has not been measured in this project's benchmark yet: `{COMMAND}` does it."
