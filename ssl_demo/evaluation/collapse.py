"""Gauges of collapse: do embeddings still differ, over how many directions, and how well do views agree?"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

SPECTRUM = 64
"""So many of the largest singular values are kept of a spectrum."""


@torch.no_grad()
def feature_std(z: Tensor) -> float:
    """√d times the mean, over dimensions, of the standard deviation of the L2-normalised embeddings; z: float [n, d].

    1 when they spread evenly over the sphere, 0 when all images have one embedding (Chen & He 2021, SimSiam, §4.1).
    """
    directions = F.normalize(z.float(), dim=1)
    return float(directions.std(dim=0, correction=0).mean() * z.shape[1] ** 0.5)


@torch.no_grad()
def spread(z: Tensor) -> float:
    """√d times the root mean square, over dimensions, of the same standard deviations; z: float [n, d].

    Also 1 for an even spread and 0 for none. Unlike their mean it doesn't depend on the axes: embeddings that differ
    in a single number count for as much as those that differ by as much in all.
    """
    directions = F.normalize(z.double(), dim=1)
    return float(directions.var(dim=0, correction=0).sum().sqrt())


@torch.no_grad()
def scatter(z: Tensor) -> float:
    """The root mean square distance of embeddings from their mean, in their own units; z: float [n, d].

    It tells what directions can't: that all embeddings have shrunk to one point.
    """
    return float((z.double() - z.double().mean(dim=0)).square().sum(dim=1).mean().sqrt())


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


@torch.no_grad()
def spectrum(z: Tensor) -> Tensor:
    """The singular values that RankMe is worked out from, the largest first: float [n, d] → float32 [at most 64].

    Of the embeddings as they are, not centred, so that a mean that all of them share shows as one large value. They are
    divided by the root of the sum of all squares: d directions used alike are d values of 1/√d, one direction is a 1
    and zeros. Embeddings that are all zero have only zeros.
    """
    singular = torch.linalg.svdvals(z.double())
    return (singular / singular.norm().clamp_min(1e-300))[:SPECTRUM].float()


@torch.no_grad()
def alignment(x: Tensor, y: Tensor) -> float:
    """Mean squared distance between the normalised embeddings of two views (Wang & Isola 2020, L_align with α = 2).

    x and y: float [n, d], row i of both from image i. 0 when all views agree; about 2 for unrelated images that spread
    evenly, and never more than 4.
    """
    return float((F.normalize(x.float(), dim=1) - F.normalize(y.float(), dim=1)).square().sum(dim=1).mean())


@torch.no_grad()
def uniformity(x: Tensor) -> float:
    """Log of the mean of exp(-2 |a - b|²) over pairs of normalised embeddings (Wang & Isola 2020, L_uniform, t = 2).

    x: float [n, d], n at least 2. 0 when all embeddings are the same; the more evenly they spread, the nearer to -4.
    """
    squared = torch.pdist(F.normalize(x.float(), dim=1)).square()
    return float(torch.logsumexp(-2 * squared, dim=0) - torch.tensor(float(len(squared))).log())
