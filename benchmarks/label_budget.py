"""The label budget of the default run: what it takes from cold, and where the curves lie.

CIFAR-10, 10,000 training images without labels for 60 seconds of SimCLR. Then the page's job, in this process: the
frozen part first (labels per class 1, 5, 10, 50, 100, 500 × 5 draws × four feature sets, L2 tuned at each point), then
everything that the page compares by default (3 draws, 8 contenders). Shares are of the time that the run's own training
took in the same call.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.images import WHERE
from benchmarks.report import report
from ssl_demo.config import CurveConfig, RunConfig, SubsetConfig
from ssl_demo.evaluation.label_curve import TRAINED
from ssl_demo.jobs.curve import rows_of
from ssl_demo.jobs.execute import run_here
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.training.cores import set_threads

FROZEN = ("pixels", "untrained", "knn", "ssl")


def main() -> None:
    set_threads()
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder))
        data = SubsetConfig(os.environ.get(WHERE, "cifar10"), images=10_000)
        run = store.create(RunConfig(data=data))
        run_here(run)
        trained = run.status.figures["seconds"]
        frozen, _ = measured(store, CurveConfig((run.id,), contenders=FROZEN, draws=5))
        (run.path / "results" / "label_curve.jsonl").unlink()
        usual = CurveConfig((run.id,))
        seconds, job = measured(store, usual)
        rows = [["the frozen part, 5 draws", f"{frozen:.1f}", f"{frozen / trained:.2f}"]]
        rows += [["everything, 3 draws", f"{seconds:.1f}", f"{seconds / trained:.2f}"]]
        rows += [[f"of that, {part}", f"{took:.1f}", f"{took / trained:.2f}"] for part, took in parts(job).items()]
        about = f"{__doc__}\n\n{curves(store, usual)}"
        report("label_budget", "The label budget from cold", about, ["what", "seconds", "of the run's time"], rows)


def measured(store: RunStore, config: CurveConfig) -> tuple[float, Run]:
    """The seconds that the job of this curve took, and the job."""
    job = store.create(config, kind="curve")
    began = time.perf_counter()
    run_here(job)
    return time.perf_counter() - began, job


def parts(job: Run) -> dict[str, float]:
    """The seconds that went into the two kinds of contenders."""
    took: Counter[str] = Counter()
    for event in job.events()[0]:
        if event["type"] == "point":
            took["networks trained with labels" if event["contender"] in TRAINED else "probes"] += event["seconds"]
    return dict(took)


def curves(store: RunStore, config: CurveConfig) -> str:
    """Mean accuracy ± standard deviation over the draws, in per cent, as a table in Markdown."""
    found = {(row["contender"], row["labels_per_class"]): row for row in rows_of(store, config)}
    lines = [f"| accuracy, % | {' | '.join(map(str, config.labels))} |", "| --- " * (len(config.labels) + 1) + "|"]
    for contender in config.contenders:
        cells = [
            f"{100 * row['accuracy_mean']:.1f} ± {100 * row['accuracy_std']:.1f}"
            for row in (found[contender, count] for count in config.labels)
        ]
        lines.append(f"| {contender} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
