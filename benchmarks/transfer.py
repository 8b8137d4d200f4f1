"""The transfer matrix of the page's usual settings: how long it takes from cold, and what stands in it.

Scenes, 10,000 training images; encoder S; the recipes SimCLR and Gentle; 80,000 views for each encoder; 3 seeds, unless
told otherwise. From cold: a queue that is just started, with no worker ready and no scenes drawn. Probes are fitted on
2,000 training images and scored on 2,000 test images. In the matrix: the mean score over the seeds, and in brackets
where it stands between the untrained encoder (0) and the specialist (1), with its 95 % interval over the seeds.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmarks.report import report
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import TransferConfig
from ssl_demo.data.registry import load, subset
from ssl_demo.evaluation.interval import Interval, mean_interval
from ssl_demo.evaluation.transfer.table import Table, table_of
from ssl_demo.evaluation.transfer.tasks import probed, tasks_of
from ssl_demo.jobs.local import LocalBackend
from ssl_demo.jobs.side_by_side import side_by_side
from ssl_demo.jobs.transfer import cues_of, encoders_of, rows_of
from ssl_demo.jobs.transfer_unit import Unit, Workshop
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.training.cores import set_threads

RECIPES = ("SimCLR", "Gentle")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--views", type=int, default=TransferConfig.views)
    parser.add_argument("--seeds", type=int, default=TransferConfig.seeds)
    options = parser.parse_args()
    recipes = tuple(PRESETS[name] for name in RECIPES)
    config = TransferConfig(recipes=recipes, views=options.views, seeds=options.seeds)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SSL_DEMO_DATA"] = os.environ["SSL_DEMO_RUNS"] = folder
        run, seconds = measured(RunStore(Path(folder) / "runs"), config)
        tasks = list(dict.fromkeys(row["task"] for row in rows_of(run)))
        table = table_of(rows_of(run), encoders_of(config, tasks), tasks)
        ratio = gained(config)
    about = (
        f"{__doc__}\nFrom cold to the last cell: **{seconds:.0f} s**. Two encoders trained side by side, each on a "
        f"core of its own, take **{ratio:.2f}** of the time of both one after the other on all cores.\n\n"
        f"{held(table)}\n\nShare of the decisions that follow the shape, where shape and pattern are in conflict: "
        f"{shapes(run, table)}."
    )
    header = ["encoder", *tasks, "mean of all tasks"]
    report("transfer", "The transfer matrix", about, header, [cells(table, encoder) for encoder in table.encoders])


def measured(store: RunStore, config: TransferConfig) -> tuple[Run, float]:
    """The matrix, and the seconds from its order to its end."""
    began = time.perf_counter()
    backend = LocalBackend(store, spare=False)
    try:
        run = store.create(config, kind="transfer")
        backend.submit(run)
        while run.status.active:
            time.sleep(0.2)
    finally:
        backend.close()
    if run.status.state != "done":
        raise SystemExit(run.status.reason)
    return run, time.perf_counter() - began


def gained(config: TransferConfig) -> float:
    """The time of two units side by side, as a share of that of both one after the other on all cores."""
    set_threads()
    tasks = tasks_of(subset(load(config.data.dataset), config.data))
    workshop = Workshop(config, tasks, probed(tasks), None, lambda: None)
    units = [Unit("class", 0), Unit("ssl-0", 0)]
    workshop.measure(Unit("untrained", 0))
    began = time.perf_counter()
    for unit in units:
        workshop.measure(unit)
    alone = time.perf_counter() - began
    began = time.perf_counter()
    list(side_by_side(workshop.measure, units))
    return (time.perf_counter() - began) / alone


def held(table: Table) -> str:
    """Whether specialists are the best at their own tasks, and how the row means compare."""
    holding = [task for task in table.tasks if table.specialist_holds(task)]
    best, second = (encoder for encoder, _ in table.ranking()[:2])
    lead = table.lead(best, second)
    assert lead is not None
    ranked = ", ".join(f"{encoder} {written(mean)}" for encoder, mean in table.ranking())
    return (
        f"Specialists that are the best at their own task, or so near that the seeds can't tell: {len(holding)} of "
        f"{len(table.tasks)}. Means of all tasks: {ranked}. Lead of {best} over {second}: {written(lead)}."
    )


def shapes(run: Run, table: Table) -> str:
    """By encoder, the mean over the seeds of the share that followed the shape, in per cent."""
    said = []
    for encoder in table.encoders:
        rows = [row for row in cues_of(run) if row["encoder"] == encoder]
        shares = [row["shape"] / (row["shape"] + row["pattern"]) for row in rows]
        said.append(f"{encoder} {100 * sum(shares) / len(shares):.0f} %")
    return ", ".join(said)


def cells(table: Table, encoder: str) -> list[str]:
    """A row of the matrix."""
    row = [encoder]
    for task in table.tasks:
        scores, scaled = table.scores[encoder, task], table.normalised(encoder, task)
        place = f" ({written(mean_interval(list(scaled.values())))})" if scaled else ""
        row.append(f"{sum(scores.values()) / len(scores):.3g}{place}")
    means = table.row_means(encoder)
    return [*row, written(mean_interval(list(means.values()))) if means else ""]


def written(interval: Interval) -> str:
    """A mean and half the width of its interval, where there is one."""
    return f"{interval.mean:.2f}" + (f" ± {interval.high - interval.mean:.2f}" if interval.known else "")


if __name__ == "__main__":
    main()
