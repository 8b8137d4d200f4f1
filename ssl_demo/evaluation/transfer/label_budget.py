"""How many labels a cell of the matrix needs: its score against the number of labelled images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.transfer.read_out import read_out, scores_of
from ssl_demo.evaluation.transfer.task import Task
from ssl_demo.randomness import generator

COUNTS = (20, 50, 100, 200, 500, 1_000, 2_000)


class Point(NamedTuple):
    """The score of a task given so many labelled images, by draw."""

    labelled: int
    scores: dict[int, float]


def budget_curve(features: Mapping[int, Features], task: Task, counts: Sequence[int] = COUNTS) -> list[Point]:
    """A point for each count that the task's training images allow.

    features: by seed, those of one encoder trained from that seed, of the task's images. A draw of labelled images goes
    with each seed, from all that have an answer; the images of a smaller count are the first of a larger one's. They
    alone tune what there is to tune: nothing, where a category has a single one of them (see `tune_probe`). Scored on
    the test images.
    """
    known = task.known(task.train).nonzero()[:, 0]
    orders = {seed: known[torch.randperm(len(known), generator=generator(seed, "labelled"))] for seed in features}
    return [
        Point(count, {seed: _score(features[seed], task, seed, order[:count]) for seed, order in orders.items()})
        for count in counts
        if count <= len(known)
    ]


def _score(features: Features, task: Task, seed: int, labelled: Tensor) -> float:
    return float(scores_of(read_out(features, task, seed, labelled), task).mean())
