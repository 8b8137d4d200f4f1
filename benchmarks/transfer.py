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
from statistics import mean

from benchmarks.report import report
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import TransferConfig
from ssl_demo.data.registry import load, subset
from ssl_demo.evaluation.interval import Interval, mean_interval
from ssl_demo.evaluation.transfer.cue_conflict import Decisions
from ssl_demo.evaluation.transfer.table import Table, table_of
from ssl_demo.evaluation.transfer.tasks import probed, tasks_of
from ssl_demo.jobs.local import LocalBackend
from ssl_demo.jobs.side_by_side import side_by_side
from ssl_demo.jobs.transfer import cue_rows, encoders_of, matrix_rows
from ssl_demo.jobs.transfer_unit import SELF_SUPERVISED, Unit, Workshop
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
        tasks = list(dict.fromkeys(row["task"] for row in matrix_rows(run)))
        table = table_of(matrix_rows(run), encoders_of(config, tasks), tasks)
        said = (
            f"{held(table)}\n\nShare of the decisions that follow the shape, where shape and pattern are in conflict: "
            f"{shapes(run, table)}."
        )
        ratio = gained(config)
    about = (
        f"{__doc__}\nFrom cold to the last cell: **{seconds:.0f} s**. Two encoders trained side by side, each on a "
        f"core of its own, take **{ratio:.2f}** of the time of both one after the other on all cores.\n\n{said}"
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
    said = (
        f"Specialists that no encoder is clearly better than at their own task: {len(holding)} of {len(table.tasks)}. "
        f"Means of all tasks: {', '.join(f'{encoder} {written(row)}' for encoder, row in table.ranking())}."
    )
    free = next((encoder for encoder, _ in table.ranking() if encoder.startswith(SELF_SUPERVISED)), "")
    bound = next((encoder for encoder, _ in table.ranking() if encoder in table.tasks), "")
    lead = table.lead(free, bound)
    return said if lead is None else f"{said} Lead of {free} over the best specialist, {bound}: {written(lead)}."


def shapes(run: Run, table: Table) -> str:
    """By encoder, the mean over the seeds of the share that followed the shape, in per cent."""
    found: dict[str, list[float]] = {encoder: [] for encoder in table.encoders}
    for row in cue_rows(run):
        share = Decisions(row["shape"], row["pattern"], row["neither"]).shape_share
        if share is not None:
            found[row["encoder"]].append(share)
    return ", ".join(f"{encoder} {100 * mean(shares):.0f} %" for encoder, shares in found.items() if shares)


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
