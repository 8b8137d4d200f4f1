"""The small networks on top of an encoder that training needs and the probe never sees."""

from __future__ import annotations

import torch
from torch import nn


def projector(inputs: int, hidden: int, outputs: int, generator: torch.Generator) -> nn.Sequential:
    """Two linear layers with batch norm and ReLU between them: [b, inputs] → [b, outputs] (Chen et al. 2020, §4.2).

    The features under it keep what the loss asks the output to forget, so the projector is thrown away after training.
    """
    first, second = nn.Linear(inputs, hidden, bias=False), nn.Linear(hidden, outputs, bias=False)
    for layer in (first, second):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="linear", generator=generator)
    return nn.Sequential(first, nn.BatchNorm1d(hidden), nn.ReLU(), second)
