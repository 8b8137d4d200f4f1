"""Transfer matrices with invented scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.transfer.board import Board
from app.transfer.names import Names
from ssl_demo.evaluation.transfer.boxes import Boxes
from ssl_demo.evaluation.transfer.depth_maps import DepthMaps
from ssl_demo.evaluation.transfer.directions import Directions
from ssl_demo.evaluation.transfer.table import table_of
from ssl_demo.evaluation.transfer.task import Categories

METRICS = {
    "class": Categories.metric,
    "colour": Categories.metric,
    "box": Boxes.metric,
    "depth": DepthMaps.metric,
    "angle": Directions.metric,
    "light": Directions.metric,
}
SIX: dict[str, Sequence[float]] = {
    "untrained": (0.40, 0.50, 0.80, 0.57, 18.0, 19.8),
    "ssl-0": (0.90, 0.70, 0.85, 0.47, 16.5, 16.8),
    "ssl-1": (0.85, 0.95, 0.83, 0.45, 17.0, 14.7),
    "class": (0.99, 0.19, 0.85, 0.51, 13.0, 17.2),
    "colour": (0.41, 0.99, 0.81, 0.51, 18.1, 19.9),
    "box": (0.96, 0.15, 0.91, 0.49, 12.8, 18.7),
    "depth": (0.82, 0.14, 0.86, 0.38, 14.8, 18.9),
    "angle": (0.84, 0.18, 0.82, 0.54, 11.4, 19.9),
    "light": (0.76, 0.21, 0.84, 0.51, 16.3, 3.3),
}
"""By encoder, the means of all six tasks."""
TASKS = ("class", "colour", "light")
MEANS: dict[str, Sequence[float]] = {
    "untrained": (0.40, 0.50, 20.0),
    "ssl-0": (0.90, 0.70, 16.0),
    "ssl-1": (0.80, 0.90, 12.0),
    "class": (1.00, 0.20, 18.0),
    "colour": (0.40, 1.00, 20.0),
    "light": (0.60, 0.30, 4.0),
}
"""By encoder, the means of class, colour and light. As values: untrained 0; ssl-0 .83 .40 .25, mean .49; ssl-1 .67 .80
.50, mean .66; class 1 -.6 .125, mean .175; colour 0 1 0, mean .33; light .33 -.4 1, mean .31."""


def rows(
    means: Mapping[str, Sequence[float]] = MEANS,
    tasks: Sequence[str] = TASKS,
    seeds: int = 3,
    spread: Mapping[str, float] | None = None,
) -> list[dict]:
    """Rows of results: every score of a seed lies this far beside its mean, in turn below, on and above it."""
    return [
        {
            "encoder": encoder,
            "task": task,
            "seed": seed,
            "score": score + (spread or {}).get(encoder, 0.002) * (0, -1, 1)[seed % 3],
            "error": 0.01,
            "chance": 0.1,
            "metric": METRICS[task].name,
            "higher_is_better": METRICS[task].higher_is_better,
        }
        for seed in range(seeds)
        for encoder, scores in means.items()
        for task, score in zip(tasks, scores, strict=True)
    ]


def board(
    means: Mapping[str, Sequence[float]] = MEANS,
    tasks: Sequence[str] = TASKS,
    seeds: int = 3,
    spread: Mapping[str, float] | None = None,
    encoders: Sequence[str] | None = None,
) -> Board:
    """A matrix of these rows. encoders: all that there will be, if some are not measured yet."""
    table = table_of(rows(means, tasks, seeds, spread), encoders or list(means), tasks)
    return Board(table, Names(["SimCLR", "Gentle"]), {task: METRICS[task] for task in tasks})
