"""Nearest neighbours in feature space: a reading of the features that trains nothing."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.errors import UserError

TEMPERATURE = 0.07
ROWS = 1024
K_TRIED = (50, 20, 10, 5, 3, 1)


@torch.no_grad()
def knn_accuracy(features: Tensor, labels: Tensor, k: int = 20) -> float:
    """Share of images whose class their k nearest other images vote for, 0…1; no image votes for itself.

    features: float [n, d]; labels: int64 [n]. The votes are those of `classify`. With fewer than k other images, all
    of them vote. Raises UserError for fewer than two images.
    """
    if len(features) < 2 or len(labels) != len(features):
        raise UserError("Nearest neighbours need at least two images, each with its label.")
    (votes,) = _votes_of_others(features, labels, int(labels.max()) + 1, (k,))
    return int((votes == labels).sum()) / len(labels)


@torch.no_grad()
def classify(features: Tensor, known: Tensor, labels: Tensor, classes: int, k: int) -> Tensor:
    """The class that the k nearest known images vote for: float [n, d] → int64 [n].

    Cosine similarity s; each neighbour's vote weighs exp(s / 0.07), as in Wu et al. 2018 (instance discrimination),
    section 3.4. known: float [m, d] with labels int64 [m]. With fewer than k of them, all vote.
    """
    directions, queries = F.normalize(known.float(), dim=1), F.normalize(features.float(), dim=1)
    return torch.cat([_vote(rows @ directions.T, labels, classes, (k,))[0] for rows in queries.split(ROWS)])


def choose_k(known: Tensor, labels: Tensor, classes: int) -> int:
    """The number of neighbours by which the known images name one another best; of equals, the largest.

    1 where no class has a second image: then no image can be named by the others.
    """
    if int(labels.bincount().max()) < 2:
        return 1
    right = [int((named == labels).sum()) for named in _votes_of_others(known, labels, classes, K_TRIED)]
    return K_TRIED[right.index(max(right))]


def _votes_of_others(features: Tensor, labels: Tensor, classes: int, ks: tuple[int, ...]) -> list[Tensor]:
    """For each k, the class that every image's neighbours vote for, the image itself left out."""
    directions = F.normalize(features.float(), dim=1)
    named = []
    for rows in torch.arange(len(directions)).split(ROWS):
        similarity = directions[rows] @ directions.T
        similarity[torch.arange(len(rows)), rows] = -torch.inf
        named.append(_vote(similarity, labels, classes, ks))
    return [torch.cat(parts) for parts in zip(*named, strict=True)]


def _vote(similarity: Tensor, labels: Tensor, classes: int, ks: tuple[int, ...]) -> list[Tensor]:
    most = min(max(ks), int(similarity[0].isfinite().sum()))
    nearest_similarity, neighbours = similarity.topk(most, dim=1)
    weights = (nearest_similarity / TEMPERATURE).exp()
    votes = [
        torch.zeros(len(similarity), classes).scatter_add_(1, labels[neighbours[:, :k]], weights[:, :k]) for k in ks
    ]
    return [vote.argmax(dim=1) for vote in votes]


@torch.no_grad()
def nearest(features: Tensor, query_index: int, k: int) -> tuple[Tensor, Tensor]:
    """The k images most similar to one of them, the most similar first, without the image itself.

    features: float [n, d] → indices int64 [k] and cosine similarities float32 [k]; fewer where n - 1 < k.
    Raises UserError when there is no such image.
    """
    if not 0 <= query_index < len(features):
        raise UserError(f"There is no image {query_index}; choose one from 0 to {len(features) - 1}.")
    directions = F.normalize(features.float(), dim=1)
    similarity = directions @ directions[query_index]
    similarity[query_index] = -torch.inf
    similarities, indices = similarity.topk(min(k, len(features) - 1))
    return indices, similarities
