"""kNN accuracy before and after training, pooled over the learners for each recipe or method."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ssl_demo.classroom.pooled.draws import Draw
from ssl_demo.classroom.pooled.over_learners import Pooled, pool


@dataclass(frozen=True)
class Group:
    """Runs of one kind; see `Draw.kind`.

    trained, untrained: kNN accuracies of each learner, before the first and after the last step. gain: how far the one
    is above the other, learner by learner (paired): both have the same seed and the same images.
    """

    kind: str
    draws: tuple[Draw, ...]
    trained: Pooled
    untrained: Pooled
    gain: Pooled


def pool_neighbours(draws: Iterable[Draw]) -> list[Group]:
    """A group for each kind, the one with the most learners first. Runs without final numbers are passed over."""
    kinds: dict[str, list[Draw]] = {}
    for draw in draws:
        if {"knn", "untrained_knn"} <= draw.status.figures.keys():
            kinds.setdefault(draw.kind, []).append(draw)
    groups = [_group(kind, found) for kind, found in kinds.items()]
    return sorted(groups, key=lambda group: -group.trained.learners)


def _group(kind: str, draws: list[Draw]) -> Group:
    numbers = [(draw.learner, draw.status.figures["knn"], draw.status.figures["untrained_knn"]) for draw in draws]
    return Group(
        kind,
        tuple(draws),
        pool((learner, after) for learner, after, _ in numbers),
        pool((learner, before) for learner, _, before in numbers),
        pool((learner, after - before) for learner, after, before in numbers),
    )
