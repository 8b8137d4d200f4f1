"""Accuracy against labels per class: who competes, and what comes out over the draws of labels.

A contender is told which training images have a label, and which, and gives back its accuracy on the test images. Those
are scored once for each draw of labels; nothing is tuned or chosen by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean, stdev
from typing import Any

CHEAPEST_FIRST = (
    "ssl",
    "untrained",
    "pixels",
    "knn",
    "hog",
    "kmeans",
    "finetuned",
    "supervised",
    "supervised_S",
    "supervised_M",
    "supervised_L",
)
"""Every contender. The last three train encoders of that size, whichever the run has."""

SHARED = frozenset({"pixels", "hog", "kmeans"})
"""They owe nothing to a run, so they are measured once for all runs on the same images."""

FROM_SCRATCH = frozenset({"supervised", "supervised_S", "supervised_M", "supervised_L"})
TRAINED = FROM_SCRATCH | {"finetuned"}
"""They train a network at every point; all others read frozen features."""


def summary(points: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Means over the draws, from points {contender, run, labels_per_class, wrong, draw, accuracy}.

    accuracy_std is the sample standard deviation over the draws (0 where there is one), accuracies are those of each
    draw by its number.
    """
    grouped: dict[tuple[str, str, int, float], dict[int, float]] = {}
    for point in points:
        key = (point["contender"], point["run"], point["labels_per_class"], point.get("wrong", 0.0))
        grouped.setdefault(key, {})[point["draw"]] = point["accuracy"]
    return [
        {
            "contender": contender,
            "run": run,
            "labels_per_class": count,
            "wrong": wrong,
            "accuracy_mean": mean(by_draw.values()),
            "accuracy_std": stdev(by_draw.values()) if len(by_draw) > 1 else 0.0,
            "draws": len(by_draw),
            "accuracies": dict(sorted(by_draw.items())),
        }
        for (contender, run, count, wrong), by_draw in sorted(
            grouped.items(), key=lambda entry: (entry[0][0], entry[0][2], entry[0][3])
        )
    ]
