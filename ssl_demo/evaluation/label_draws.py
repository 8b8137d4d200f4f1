"""Which images come with a label: the luck of the draw, made repeatable."""

from __future__ import annotations

import torch
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.randomness import generator


def draw_labels(labels: Tensor, per_class: int, draw: int, seed: int) -> Tensor:
    """Positions of `per_class` labelled images of every class, in order: int64 [classes · per_class].

    Draws with other numbers are independent. Within a draw a smaller count is a part of a larger one, as if more labels
    had been bought. Raises UserError if a class has fewer images.
    """
    chosen = []
    for label in labels.unique().tolist():
        members = (labels == label).nonzero()[:, 0]
        if len(members) < per_class:
            raise UserError(f"A class has {len(members)} training images only; ask for at most that many labels.")
        shuffled = torch.randperm(len(members), generator=generator(seed, "labels", draw, label))
        chosen.append(members[shuffled[:per_class]])
    return torch.cat(chosen).sort().values


def feasible(labels: Tensor, counts: tuple[int, ...]) -> tuple[int, ...]:
    """The counts for which every class has enough images. Raises UserError if there are none."""
    most = most_per_class(labels)
    possible = tuple(count for count in counts if 1 <= count <= most)
    if not possible:
        raise UserError(f"The smallest class has {most} training images; choose 1 to {most} labels per class.")
    return possible


def takes_all(labels: Tensor, per_class: int) -> bool:
    """Whether so many labels per class leave no image out: then every draw is the same."""
    return bool((labels.unique(return_counts=True)[1] == per_class).all())


def most_per_class(labels: Tensor) -> int:
    """The largest count that every class has images enough for."""
    return int(labels.unique(return_counts=True)[1].min())
