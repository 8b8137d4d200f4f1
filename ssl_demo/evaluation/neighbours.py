"""Nearest neighbours in feature space: a reading of the features that trains nothing."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.errors import UserError

TEMPERATURE = 0.07
ROWS = 1024


@torch.no_grad()
def knn_accuracy(features: Tensor, labels: Tensor, k: int = 20) -> float:
    """Share of images whose class their k nearest other images vote for, 0…1; no image votes for itself.

    Cosine similarity s; each neighbour's vote weighs exp(s / 0.07), as in Wu et al. 2018 (instance discrimination),
    section 3.4. features: float [n, d]; labels: int64 [n]. With fewer than k other images, all of them vote.
    Raises UserError for fewer than two images.
    """
    if len(features) < 2 or len(labels) != len(features):
        raise UserError("Nearest neighbours need at least two images, each with its label.")
    directions = F.normalize(features.float(), dim=1)
    n, k = len(directions), min(k, len(directions) - 1)
    classes = int(labels.max()) + 1
    right = 0
    for rows in torch.arange(n).split(ROWS):
        similarity = directions[rows] @ directions.T
        similarity[torch.arange(len(rows)), rows] = -torch.inf
        nearest_similarity, neighbours = similarity.topk(k, dim=1)
        weights = (nearest_similarity / TEMPERATURE).exp()
        votes = torch.zeros(len(rows), classes).scatter_add_(1, labels[neighbours], weights)
        right += int((votes.argmax(dim=1) == labels[rows]).sum())
    return right / n


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
