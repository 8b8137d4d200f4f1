"""Two gauges of collapse: whether embeddings still differ, and over how many directions they spread."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


@torch.no_grad()
def feature_std(z: Tensor) -> float:
    """√d times the mean, over dimensions, of the standard deviation of the L2-normalised embeddings; z: float [n, d].

    1 when they spread evenly over the sphere, 0 when all images have one embedding (Chen & He 2021, SimSiam, §4.1).
    """
    directions = F.normalize(z.float(), dim=1)
    return float(directions.std(dim=0, correction=0).mean() * z.shape[1] ** 0.5)


@torch.no_grad()
def effective_rank(z: Tensor, epsilon: float = 1e-7) -> float:
    """RankMe (Garrido et al. 2023, Eq. 1 and 2): exp of the entropy of the singular values' shares; z: float [n, d].

    From 1, all embeddings on one line through the origin, to min(n, d), all directions used alike.
    Embeddings that are all zero count as 1.
    """
    singular = torch.linalg.svdvals(z.double())
    total = singular.sum()
    if total == 0:
        return 1.0
    shares = singular / total + epsilon
    return float(torch.exp(-(shares * shares.log()).sum()))
