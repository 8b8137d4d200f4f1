"""Which point of one picture is which point of another: mutual nearest neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ssl_demo.evaluation.matching.describe import Described

NOISE = 1e-5
"""Distances that differ by less, as a share of the descriptors' length, are equal but for rounding."""


@dataclass(frozen=True)
class Matches:
    """Pairs of points: their numbers in the one picture and in the other, int64 [m] each, and the distance of their
    descriptors, float32 [m]."""

    left: Tensor
    right: Tensor
    distances: Tensor

    def __len__(self) -> int:
        return len(self.left)


def match(left: Described, right: Described) -> Matches:
    """The pairs of which each is the other's nearest by description, by number of the left point.

    A point that finds two others equally near knows neither, and has no match.
    """
    if not len(left) or not len(right):
        return Matches(torch.empty(0, dtype=torch.int64), torch.empty(0, dtype=torch.int64), torch.empty(0))
    distances = _distances(left.descriptors, right.descriptors)
    noise = NOISE * float(left.descriptors.norm(dim=1).max())
    forward, backward = _nearest(distances, noise), _nearest(distances.T, noise)
    numbers = torch.arange(len(left))
    mutual = (forward >= 0) & (backward[forward] == numbers)
    return Matches(numbers[mutual], forward[mutual], distances[numbers[mutual], forward[mutual]].float())


def _distances(left: Tensor, right: Tensor) -> Tensor:
    """Euclidean, float64 [n, m]. In double precision, as otherwise the products would hide small ones."""
    return torch.cdist(left.double(), right.double(), compute_mode="use_mm_for_euclid_dist")


def _nearest(distances: Tensor, noise: float) -> Tensor:
    """For each row the number of its smallest distance, or -1 where another one is as small: int64 [n]."""
    if distances.shape[1] == 1:
        return torch.zeros(len(distances), dtype=torch.int64)
    two, numbers = distances.topk(2, dim=1, largest=False)
    return numbers[:, 0].where(two[:, 1] - two[:, 0] > noise, -1)
