"""What the runs of the ladder reached, as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import mean
from typing import Any

from app.figures import interval
from app.runs.view import RunView
from ssl_demo.data.scenes import CLASSES

Row = Mapping[str, Any]

CHANCE = 1 / len(CLASSES)
WINDOWS = 40
"""A moving mean looks over this part of the steps."""
END = 0.1
"""The loss at the end is the mean over this last share of the steps."""

KNN = "knn"
PROBES = {"probe10": 10, "probe50": 50}
"""Ways to read the accuracy off beside kNN: a linear probe on so many labels per class."""


@dataclass(frozen=True)
class Reading:
    """An accuracy at one strength of the wallpaper: its mean, its 95 % interval, and how many draws of labels."""

    wallpaper: float
    mean: float
    low: float
    high: float
    draws: int = 1


def smoothed_loss(view: RunView) -> list[tuple[float, float]]:
    """The moving mean of the loss over the steps before: less restless than the loss itself, so that several fit."""
    losses = [loss for _, loss in view.losses]
    width = max(1, (view.status.total_steps or len(losses)) // WINDOWS)
    sums = [0.0, *accumulate(losses)]
    ends = range(min(width, len(losses)), len(losses) + 1) if losses else ()
    return [(view.steps[end - 1]["step"], (sums[end] - sums[end - min(width, end)]) / min(width, end)) for end in ends]


def loss_at_the_end(view: RunView) -> float | None:
    """The mean loss over the last tenth of all steps; None while there are none."""
    last = view.losses[-max(1, round(END * len(view.losses))) :]
    return mean(loss for _, loss in last) if last else None


def knn_readings(views: Mapping[float, RunView]) -> dict[str, list[Reading]]:
    """kNN accuracy of the trained and of the untrained encoder, of the runs that are done."""
    found: dict[str, list[Reading]] = {"ssl": [], "untrained": []}
    for wallpaper, view in views.items():
        figures = view.status.figures
        for contender, name in (("ssl", "knn"), ("untrained", "untrained_knn")):
            if view.status.state == "done" and name in figures:
                found[contender].append(Reading(wallpaper, figures[name], figures[name], figures[name]))
    return found


def probe_readings(rows: Sequence[Row], runs: Mapping[str, float], labels: int) -> dict[str, list[Reading]]:
    """The linear probe's accuracies with so many labels per class. runs: the strength of each run, by its id."""
    found: dict[str, list[Reading]] = {"ssl": [], "untrained": []}
    for row in rows:
        if row["labels_per_class"] == labels and row["contender"] in found and row["run"] in runs:
            low, high = interval(row["accuracy_mean"], row["accuracy_std"], row["draws"])
            found[row["contender"]].append(Reading(runs[row["run"]], row["accuracy_mean"], low, high, row["draws"]))
    return {contender: sorted(readings, key=lambda r: r.wallpaper) for contender, readings in found.items()}
