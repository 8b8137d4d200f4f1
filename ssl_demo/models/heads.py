"""The small networks on top of an encoder that training needs and the probe never sees."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.models.encoder import Encoder


def projector(inputs: int, hidden: int, outputs: int, generator: torch.Generator) -> nn.Sequential:
    """Two linear layers with batch norm and ReLU between them: [b, inputs] → [b, outputs] (Chen et al. 2020, §4.2).

    The features under it keep what the loss asks the output to forget, so the projector is thrown away after training.
    Predictors and the heads of pretext tasks have the same shape.
    """
    first, second = nn.Linear(inputs, hidden, bias=False), nn.Linear(hidden, outputs, bias=False)
    for layer in (first, second):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="linear", generator=generator)
    return nn.Sequential(first, nn.BatchNorm1d(hidden), nn.ReLU(), second)


class Prototypes(nn.Linear):
    """How much an embedding points to each of k directions: [b, d] → cosines [b, k]."""

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(F.normalize(x, dim=1), F.normalize(self.weight, dim=1))


def decoder(encoder: Encoder, hidden: int, channels: int, generator: torch.Generator) -> nn.Sequential:
    """From an encoder's last maps back to an image: [b, width, h', w'] → [b, channels, h' · stride, w' · stride].

    Each place of the maps says, with two layers, what the square of the image under it looks like.
    """
    first = nn.Conv2d(encoder.width, hidden, 1, bias=False)
    second = nn.Conv2d(hidden, channels * encoder.stride**2, 1)
    for layer in (first, second):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="linear", generator=generator)
    nn.init.zeros_(second.bias)  # type: ignore[arg-type]
    return nn.Sequential(first, nn.BatchNorm2d(hidden), nn.ReLU(), second, nn.PixelShuffle(encoder.stride))
