"""The label curve job: each point is kept with the run that it is about, and never computed twice."""

from __future__ import annotations

import time
from itertools import groupby
from typing import Any

from ssl_demo.config import CurveConfig, digest
from ssl_demo.evaluation.label_curve import SHARED, summary
from ssl_demo.jobs.bench import Bench
from ssl_demo.jobs.control import Control
from ssl_demo.jobs.journal import Journal
from ssl_demo.jobs.points import RESULTS, Point, check_curve, measured, order, points
from ssl_demo.jobs.spread import Spread, over_cores
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

IN_WORDS = {
    "pixels": "probing the raw pixels",
    "hog": "probing histograms of gradients",
    "kmeans": "probing k-means patches",
    "untrained": "probing the untrained encoder",
    "knn": "asking the nearest neighbours",
    "ssl": "probing the trained encoder",
}


def curve(run: Run, control: Control, journal: Journal, spread: Spread = over_cores) -> None:
    """Measure the points of a curve that are missing. Asked to stop, it keeps those that it has.

    Each is written to its run's results, and told as {"type": "point", "done", "total", "seconds", …}. Raises UserError
    when a run can't be measured.
    """
    store, config = RunStore(run.path.parent), run.curve_config
    check_curve(store, config)
    bench = Bench.of(run, control.check)
    wanted = {(point.subject, point.key): point for point in points(store, config, bench.counts)}
    known = measured(store, config)
    missing = sorted((wanted[name] for name in wanted.keys() - known.keys()), key=lambda p: order(config, p))
    done, total = len(wanted) - len(missing), len(wanted)
    for phase, group in groupby(missing, key=_phase):
        control.check()
        run.beat(phase=phase, step=done, total_steps=total)
        measuring = spread(bench, list(group))
        began = time.perf_counter()
        for row in measuring:
            store.get(row["run"]).add_result(RESULTS, row)
            done += 1
            took, began = time.perf_counter() - began, time.perf_counter()
            run.beat(step=done, total_steps=total)
            journal.write({"type": "point", "done": done, "total": total, "seconds": took, **row})
    run.beat(step=done, total_steps=total)


def _phase(point: Point) -> str:
    return IN_WORDS.get(point.contender, "training networks with labels")


def rows_of(store: RunStore, config: CurveConfig) -> list[dict[str, Any]]:
    """What is measured of a curve so far, means over the draws: see `summary`. `run` is None for what owes nothing to a
    run, where the data are the same for all of them."""
    known = measured(store, config)
    same_data = len({digest(store.get(run_id).config.data) for run_id in config.runs}) == 1
    found = [
        {
            "contender": point.contender,
            "run": None if same_data and point.contender in SHARED else point.run,
            "labels_per_class": point.labels_per_class,
            "wrong": point.wrong,
            "draw": point.draw,
            "accuracy": known[point.subject, point.key],
        }
        for point in points(store, config, lambda _: dict.fromkeys(config.labels, False))
        if (point.subject, point.key) in known
    ]
    return summary(found)
