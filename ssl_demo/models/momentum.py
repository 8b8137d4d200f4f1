"""Target networks: copies that follow a network slowly and get no gradient."""

from __future__ import annotations

import copy
import math
from typing import TypeVar

import torch
from torch import nn

N = TypeVar("N", bound=nn.Module)


def target_of(network: N) -> N:
    """A copy of a network that no optimiser moves; `follow` does."""
    return copy.deepcopy(network).requires_grad_(False)


@torch.no_grad()
def follow(target: nn.Module, network: nn.Module, momentum: float) -> None:
    """Move the target's weights towards the network's: ξ ← m ξ + (1 - m) θ (He et al. 2020, Eq. 2)."""
    torch._foreach_lerp_(list(target.parameters()), list(network.parameters()), 1 - momentum)


def rising(momentum: float, step: int, total: int) -> float:
    """A momentum that rises to 1 along a cosine, so that the target settles (Grill et al. 2020, BYOL, §3.3)."""
    return 1 - (1 - momentum) * (math.cos(math.pi * step / max(1, total)) + 1) / 2
