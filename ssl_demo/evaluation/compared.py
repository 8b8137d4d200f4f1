"""What a method's loss works on, read out of a method in training."""

from __future__ import annotations

import copy
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from ssl_demo.evaluation.features import embed
from ssl_demo.methods import Method
from ssl_demo.models import Encoder


class _Compared(nn.Module):
    def __init__(self, method: Method) -> None:
        super().__init__()
        self.method = method

    def forward(self, x: Tensor) -> Tensor:
        return self.method.embedding(x)


def compared(method: Method, pixels: Tensor) -> Tensor:
    """The method's embedding of every image: uint8 [n, 3, h, w] → float32 [n, d], on the CPU.

    In evaluation mode and float32, and the method is left as it was.
    """
    return embed(cast(Encoder, _Compared(method)), pixels)


@torch.no_grad()
def settled(method: Method, pixels: Tensor) -> Method:
    """A copy of an untrained method in which batch norms know the statistics of these images, uint8 [n, 3, h, w].

    Before the first step they know none and leave everything as it is, which no training ever does: without this, an
    untrained network seems to give all images the same embedding.
    """
    copied = copy.deepcopy(method).train()
    for part in copied.modules():
        if isinstance(part, _BatchNorm):
            part.momentum = 1.0
    device = next(copied.parameters()).device
    copied.embedding(pixels.to(device).to(memory_format=torch.channels_last).float() / 255)
    return copied
