"""How much a map groups the classes, as the eye would say it."""

from __future__ import annotations

import torch
from torch import Tensor

NEAREST = 10


@torch.no_grad()
def share_of_own_class(points: Tensor, labels: Tensor, k: int = NEAREST) -> float | None:
    """Of the k points nearest to a point, the share that is of its class, 0…1, over all points.

    points: float [n, 2 or 3]; labels: int64 [n]. With fewer than k others, of all of them; None for a single point.
    """
    if len(points) < 2:
        return None
    distances = torch.cdist(points.float(), points.float()).fill_diagonal_(torch.inf)
    nearest = distances.topk(min(k, len(points) - 1), dim=1, largest=False).indices
    return float((labels[nearest] == labels[:, None]).float().mean())
