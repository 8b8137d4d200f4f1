"""What maps tell about places: which differ, which are alike, and which channels say most."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.evaluation.projection import Layout, project

FLAT = 1e-4
"""A component that spreads less than this share of the first one is rounding noise."""


def three_colours(maps: Tensor) -> Tensor:
    """The features of every place as red, green and blue: float [channels, h, w] → float [3, h, w] in 0 … 1.

    The first three principal components over the places, each stretched to its whole range (Oquab et al. 2023,
    "DINOv2", §7.5). Where there are fewer, or where all places are alike, the rest is 0.5. Raises UserError for values
    that aren't numbers.
    """
    components = project(maps.flatten(1).T, "pca", layout=Layout(3)).T
    low, high = components.amin(dim=1, keepdim=True), components.amax(dim=1, keepdim=True)
    spread = high - low
    varies = spread > FLAT * spread.max()
    stretched = (components - low) / torch.where(varies, spread, 1.0)
    return torch.where(varies, stretched, 0.5).unflatten(1, maps.shape[1:])


def similar_places(maps: Tensor, row: int, column: int) -> Tensor:
    """The cosine similarity of every place's features to those of one: float [channels, h, w] → [h, w] in -1 … 1.

    A place where all channels are silent is like no other: 0.
    """
    return F.cosine_similarity(maps, maps[:, row, column][:, None, None], dim=0)


def most_varied_channels(maps: Tensor, most: int) -> Tensor:
    """The channels that differ most from place to place, by their standard deviation, most first: int64 [≤ most].

    Channels that are active, yet the same everywhere, would show nothing.
    """
    spread = maps.flatten(1).std(dim=1, correction=0)
    return spread.argsort(descending=True, stable=True)[:most]


def stretched(values: Tensor) -> Tensor:
    """Every map from its lowest to its highest value: float [..., h, w] → 0 … 1, and 0 where all are alike."""
    low, high = values.amin(dim=(-2, -1), keepdim=True), values.amax(dim=(-2, -1), keepdim=True)
    return (values - low) / torch.where(high > low, high - low, 1.0)
