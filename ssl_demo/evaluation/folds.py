"""Which labelled images are held out, so that settings can be chosen by them."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

FOLDS = 5
HOLD_OUT_FROM = 100
"""From so many labels per class on, one fifth is held out once: that is enough to tell settings apart."""


def held_out_masks(labels: Tensor, generator: torch.Generator) -> Iterator[Tensor]:
    """Masks of the images held out, every class alike: each image once, or one fifth of them where they are many."""
    counts = labels.bincount()
    rarest = int(counts[counts > 0].min())
    folds = min(FOLDS, rarest)
    if folds < 2:
        return
    fold = torch.empty_like(labels)
    for label in counts.nonzero()[:, 0]:
        members = (labels == label).nonzero()[:, 0]
        shuffled = members[torch.randperm(len(members), generator=generator)]
        fold[shuffled] = torch.arange(len(members)) % folds
    for which in range(1 if rarest >= HOLD_OUT_FROM else folds):
        yield fold == which
