"""Groups that the features form by themselves: k-means, and how far they are the classes."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from torch import Tensor

from ssl_demo.evaluation.threads import threads_for


def find_clusters(features: Tensor, k: int, seed: int) -> Tensor:
    """k-means on the directions of the features, by scikit-learn: float [n, d] → int64 [n], 0 for the largest cluster.

    Fewer than k clusters where fewer features differ.
    """
    directions = F.normalize(features.float(), dim=1)
    different = len(directions.unique(dim=0))
    kmeans = KMeans(min(k, different), n_init=5, random_state=seed)
    with threads_for(directions.numel()):
        found = torch.from_numpy(kmeans.fit_predict(directions.numpy())).long()
    by_size = found.bincount().argsort(descending=True, stable=True)
    return by_size.argsort()[found]


def same_as_classes(clusters: Tensor, labels: Tensor) -> float:
    """The adjusted Rand index (Hubert & Arabie 1985): 1 where the clusters are the classes, about 0 by chance."""
    return float(adjusted_rand_score(labels.numpy(), clusters.numpy()))
