"""The k-means stem: a first convolution that needs no training.

Neighbouring pixels say nearly the same, and a first layer has to learn to undo that, which costs a short training most
of its time. Small patches, whitened and sorted into clusters, give better filters than such a training finds, in less
than a second: edges of all directions, and patches of colour. Coates, Lee & Ng 2011, "An Analysis of Single-Layer
Networks in Unsupervised Feature Learning"; the spherical k-means is that of Coates & Ng 2012, "Learning Feature
Representations with K-means", §2.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PATCH = 6
CHANNELS = 64
PATCHES, ROUNDS = 20_000, 15
FLAT, NOISE = 1e-3, 0.1
"""Added to variances: a patch's own, of pixels in 0…1, and that along a direction, of patches of variance one. Without
them, what hardly varies would be blown up to the size of everything else."""


def kmeans_filters(images: Tensor, generator: torch.Generator) -> Tensor:
    """The centres of clusters of whitened patches, as filters that are applied to images as they are.

    images: float [n, 3, h, w] in 0…1, at least 6 pixels high and wide. Returns [64, 3, 6, 6], each of mean zero: how
    bright a patch is makes no difference to the response.
    """
    patches = F.unfold(images, PATCH, stride=2).transpose(1, 2).flatten(0, 1)
    patches = patches[torch.randperm(len(patches), generator=generator)[:PATCHES]]
    patches = patches - patches.mean(dim=1, keepdim=True)
    patches = patches / (patches.var(dim=1, keepdim=True) + FLAT).sqrt()
    whitening = zca(patches)
    centres = spherical_kmeans((patches - patches.mean(dim=0)) @ whitening, CHANNELS, generator)
    filters = (centres @ whitening).view(CHANNELS, 3, PATCH, PATCH)
    return filters - filters.mean(dim=(1, 2, 3), keepdim=True)


def zca(points: Tensor) -> Tensor:
    """The symmetric matrix that takes away how the coordinates of [n, d] points vary together: float [d, d].

    Bell & Sejnowski 1997, "The “independent components” of natural scenes are edge filters", Eq. 9, with NOISE added.
    """
    variances, directions = torch.linalg.eigh(torch.cov(points.T))
    return directions * (variances + NOISE).rsqrt() @ directions.T


def spherical_kmeans(points: Tensor, clusters: int, generator: torch.Generator, rounds: int = ROUNDS) -> Tensor:
    """Directions that point to where many points lie: float [n, d] → [clusters, d], of length one.

    A point belongs to the direction with the largest dot product, and pulls at it with that strength. A direction that
    no point belongs to starts anew at random.
    """
    centres = _directions(clusters, points, generator)
    for _ in range(rounds):
        strength, nearest = (points @ centres.T).max(dim=1)
        pulls = torch.zeros_like(centres).index_add_(0, nearest, points * strength[:, None])
        fresh = _directions(clusters, points, generator)
        centres = F.normalize(torch.where(pulls.norm(dim=1, keepdim=True) > 0, pulls, fresh), dim=1)
    return centres


def _directions(count: int, points: Tensor, generator: torch.Generator) -> Tensor:
    return F.normalize(torch.randn(count, points.shape[1], generator=generator), dim=1)


class KMeansStem(nn.Module):
    """6×6 convolution of stride 2 with frozen filters, batch norm, ReLU: [b, 3, h, w] → [b, 64, h/2, w/2].

    Nothing in it is trained, the batch norm included, so a step's backward pass ends above it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", torch.zeros(CHANNELS, 3, PATCH, PATCH))
        self.norm = nn.BatchNorm2d(CHANNELS, affine=False)

    def learn(self, images: Tensor, generator: torch.Generator) -> None:
        """Set the filters from these images: float [n, 3, h, w] in 0…1. Labels play no part."""
        self.filters = kmeans_filters(images, generator)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(F.conv2d(x, self.filters, stride=2, padding=2)))
