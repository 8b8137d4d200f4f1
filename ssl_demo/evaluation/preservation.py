"""How far a map can be believed: whether its neighbours are neighbours among the features, and the other way round."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

NEIGHBOURS = 15
FEWEST = 4
"""With fewer images there is no neighbourhood smaller than half of them."""
ROWS = 500


class Preservation(NamedTuple):
    """For each point, float32 [n] up to 1. The mean of each is the map's number, as in Venna & Kaski 2001,
    "Neighborhood preservation in nonlinear projection methods", equations 1 and 2.

    trustworthiness: 1 where all that lie near the point on the map are near among the features; false neighbours take
    from it, the more the farther they really are. continuity: 1 where all that are near among the features lie near the
    point on the map; torn neighbours take from it.
    """

    trustworthiness: Tensor
    continuity: Tensor


@torch.no_grad()
def preservation(features: Tensor, points: Tensor, k: int = NEIGHBOURS) -> Preservation | None:
    """How well the map keeps each image's k nearest: features float [n, d], by cosine; points float [n, 2 or 3].

    k is at most as large as the definition allows, less than half of the images. None for fewer than four of them.
    """
    n = len(features)
    if n < FEWEST:
        return None
    k = min(k, (n - 1) // 2)
    directions, points = F.normalize(features.float(), dim=1), points.float()
    trusted, continuous = [], []
    for rows in torch.arange(n).split(ROWS):
        among_features, on_map = 1 - directions[rows] @ directions.T, torch.cdist(points[rows], points)
        for distances in (among_features, on_map):
            distances[torch.arange(len(rows)), rows] = torch.inf
        trusted.append(_kept(on_map, among_features, k))
        continuous.append(_kept(among_features, on_map, k))
    return Preservation(torch.cat(trusted), torch.cat(continuous))


def _kept(near: Tensor, truth: Tensor, k: int) -> Tensor:
    """1 minus what is lost where the k nearest by the one distance, [rows, n], are not among those by the other."""
    n = near.shape[1]
    beyond = torch.zeros(len(near))
    for neighbour in near.topk(k, dim=1, largest=False).indices.T:
        rank = 1 + (truth < truth.gather(1, neighbour[:, None])).sum(dim=1)
        beyond += (rank - k).clamp_min(0)
    return 1 - 2 * beyond / (k * (2 * n - 3 * k - 1))
