"""How many labels a cell of the matrix needs: its score against the number of labelled images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch

from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.transfer.read_out import read_out, scores_of
from ssl_demo.evaluation.transfer.task import Task
from ssl_demo.randomness import generator

COUNTS = (20, 50, 100, 200, 500, 1_000, 2_000)
FEWEST_LABELLED = 5


class Point(NamedTuple):
    """The score of a task given so many labelled images, by draw."""

    labelled: int
    scores: dict[int, float]


def budget_curve(features: Mapping[int, Features], task: Task, counts: Sequence[int] = COUNTS) -> list[Point]:
    """A point for each count that the task's training images allow.

    features: by seed, those of one encoder trained from that seed, of the task's images. A draw of labelled images goes
    with each seed; the images of a smaller count are the first of a larger one's. Everything is tuned on them alone,
    and scored on the test images.
    """
    available = len(task.train)
    points = []
    for count in (count for count in counts if FEWEST_LABELLED <= count <= available):
        drawn = {seed: torch.randperm(available, generator=generator(seed, "labelled"))[:count] for seed in features}
        scores = {
            seed: float(scores_of(read_out(features[seed], task, seed, drawn[seed]), task).mean()) for seed in features
        }
        points.append(Point(count, scores))
    return points
