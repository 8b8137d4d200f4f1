"""What the distances between groups, and their sizes, have in common in two spaces: features and a map, or two maps."""

from __future__ import annotations

from typing import NamedTuple

import torch
from scipy.stats import spearmanr
from torch import Tensor

FEWEST = 3
"""Groups from which on an order of distances, or of sizes, says something."""


class Agreement(NamedTuple):
    """Rank correlations, -1 … 1: 1 means the same order, 0 none of it. None where there is no order to compare.

    between: of the distances from group to group; sizes: of how far the groups are spread.
    """

    between: float | None
    sizes: float | None


def agreement(one: Tensor, other: Tensor, groups: Tensor) -> Agreement:
    """Spearman's rank correlation of distances between groups' centres, and of the groups' root mean square radii.

    one: float [n, d]; other: float [n, e], of the same images; groups: int64 [n].
    """
    present = groups.unique()
    if len(present) < FEWEST:
        return Agreement(None, None)
    centres, sizes = zip(*(_centres_and_sizes(space.float(), groups, present) for space in (one, other)), strict=True)
    return Agreement(_correlation(*map(torch.pdist, centres)), _correlation(*sizes))


def _centres_and_sizes(space: Tensor, groups: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
    members = [space[groups == group] for group in present]
    centres = torch.stack([each.mean(dim=0) for each in members])
    sizes = [(each - centre).square().sum(dim=1).mean().sqrt() for each, centre in zip(members, centres, strict=True)]
    return centres, torch.stack(sizes)


def _correlation(one: Tensor, other: Tensor) -> float | None:
    if min(len(one.unique()), len(other.unique())) < 2:
        return None
    return float(spearmanr(one.numpy(), other.numpy()).statistic)
