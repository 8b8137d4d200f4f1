"""The whitened stem: a first convolution that needs no training.

Neighbouring pixels say nearly the same. A first layer has to learn to undo that, which costs a short training most of
its time. PCA whitening of small patches undoes it in closed form (Krizhevsky 2009, app. A; as a frozen first layer in
Keller Jordan's cifar10-airbench, 2024).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PATCH = 4
CHANNELS = 3 * PATCH * PATCH


def whitening_filters(images: Tensor, generator: torch.Generator, sample: int = 2_000) -> Tensor:
    """The leading half of the PCA-whitening directions of 4×4 patches, and their negatives.

    images: float [n, 3, h, w] in 0…1. Returns [48, 3, 4, 4]; a filter's response over the patches has variance one.
    """
    chosen = images[torch.randperm(len(images), generator=generator)[:sample]]
    patches = F.unfold(chosen, PATCH, stride=2).transpose(1, 2).reshape(-1, CHANNELS).double()
    variances, directions = torch.linalg.eigh(torch.cov(patches.T))
    # Of flat images some directions have no variance at all; the floor keeps their filters finite.
    scale = variances.clamp_min(1e-4).rsqrt()
    leading = (directions * scale).T.flip(0)[: CHANNELS // 2]
    filters = leading.view(-1, 3, PATCH, PATCH).float()
    return torch.cat([filters, -filters])


class WhitenedStem(nn.Module):
    """4×4 convolution of stride 2 with frozen whitening filters, batch norm, ReLU: [b, 3, h, w] → [b, 48, h/2, w/2].

    Nothing in it is trained, the batch norm included, so a step's backward pass ends above it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", torch.zeros(CHANNELS, 3, PATCH, PATCH))
        self.norm = nn.BatchNorm2d(CHANNELS, affine=False)

    def whiten(self, images: Tensor, generator: torch.Generator) -> None:
        """Set the filters from these images: float [n, 3, h, w] in 0…1. Labels play no part."""
        self.filters = whitening_filters(images, generator)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(F.conv2d(x, self.filters, stride=2, padding=1)))
