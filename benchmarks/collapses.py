"""Every way to break every method in the collapse lab: what has become of it, beside the healthy run.

The lab's usual settings: 10,000 training images of Scenes without their labels, each method's own settings, as many
steps as all cores do in these seconds, the same seed and as many steps for what was broken. Verdict, spread (1 is even,
0 collapse), effective rank and scatter (how far embeddings lie from their mean) are the lab's, read off 256 training
images' embeddings. kNN: 1,000 training images by the cosine of their features, leave-one-out, 20 neighbours. Loss: mean
over the first and over the last tenth of the steps.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping
from functools import cache
from statistics import mean
from typing import Any

import torch

from benchmarks.gauges import gauges
from benchmarks.parallel import one_per_core
from benchmarks.report import keep, report, rows_kept
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.images import Images
from ssl_demo.data.registry import load, subset
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.neighbours import knn_accuracy
from ssl_demo.evaluation.verdict import diagnose
from ssl_demo.jobs.watch import WATCHED
from ssl_demo.methods import METHODS, Method, build, suited, usual_config
from ssl_demo.methods.sabotage import sabotaged, sabotages_of
from ssl_demo.randomness import generator
from ssl_demo.training import Diverged, Step, Training
from ssl_demo.training.calibration import measure_speed, with_epochs
from ssl_demo.training.cores import set_threads

DATA = SubsetConfig("scenes", images=10_000)


def main() -> None:
    unlabelled = [name for name, method in METHODS.items() if not method.needs_labels]
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--methods", nargs="*", default=unlabelled, help="only these; the others' rows are kept")
    options = parser.parse_args()
    budget = {"seconds": options.seconds, "seed": options.seed}
    set_threads()
    cases: list[tuple[RunConfig, str]] = []
    for name in options.methods:
        config = suited(usual_config(name, data=DATA, seconds=options.seconds, seed=options.seed))
        config = with_epochs(config, len(images()), measure_speed(config, images()))
        cases.append((config, HEALTHY))
        cases += [(sabotaged(config, way), way.title) for way in sabotages_of(config)]
    with one_per_core() as pool:
        rows = list(pool.map(outcome, *zip(*cases, strict=True)))
    rows += [row for row in rows_kept("collapses", budget) if row["method"] not in options.methods]
    rows = [row for name in unlabelled for row in rows if row["method"] == name]
    keep("collapses", __doc__, budget, rows)
    header = ["method", "broken", "verdict", "spread", "effective rank", "scatter", "kNN, %", "loss", "steps"]
    about = f"{__doc__}\nIn brackets: before training. Seed {options.seed}."
    report("collapses", "What becomes of broken methods", about, header, [cells(row) for row in rows])


HEALTHY = ""
"""The name of what was not broken."""


@cache
def images() -> Images:
    """The training images of the lab, read once by each process."""
    return subset(load(DATA.dataset), DATA).train


def outcome(config: RunConfig, broken: str) -> dict[str, Any]:
    """Train, and read the lab's gauges: verdict, steps, and [before training, after it] of all others."""
    method = build(config, images(), generator(config.seed, "weights"))
    before, worth_before = gauges(method, images(), config), worth(method)
    training, diverged = Training(method, images().without_labels(), config), False
    losses: list[float] = []
    try:
        losses += (sum(event.terms.values()) for event in training if isinstance(event, Step))
    except Diverged:
        diverged = True
    now, tenth = gauges(method, images(), config), max(1, len(losses) // 10)
    found = {
        "method": config.method,
        "broken": broken,
        "verdict": str(diagnose(now, before, diverged)),
        "spread": [before.spread, now.spread],
        "rank": [before.rank, now.rank],
        "scatter": [before.scatter, now.scatter],
        "loss": [mean(losses[:tenth]), mean(losses[-tenth:])] if losses else [math.nan, math.nan],
        "knn": [worth_before, worth(method)],
        "steps": training.step,
    }
    print(json.dumps(found), flush=True)
    return found


def worth(method: Method) -> float:
    """The kNN accuracy of the features, as the lab reads it."""
    watched = images().take(torch.randperm(len(images()), generator=generator(0, "watched"))[:WATCHED])
    return knn_accuracy(embed(method.encoder, watched.pixels), watched.labels)


def cells(row: Mapping[str, Any]) -> list[str]:
    """A row of the table, with what was read before training in brackets."""
    return [
        METHODS[row["method"]].title,
        row["broken"],
        row["verdict"],
        "{1:.2f} ({0:.2f})".format(*row["spread"]),
        "{1:.1f} ({0:.1f})".format(*row["rank"]),
        "{1:.2g} ({0:.2g})".format(*row["scatter"]),
        "{:.1f} ({:.1f})".format(*(100 * worth for worth in reversed(row["knn"]))),
        "{:.3f} → {:.3f}".format(*row["loss"]),
        f"{row['steps']:,}",
    ]


if __name__ == "__main__":
    main()
