"""What a method's loss works on, read out of a method in training."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def settled(method: Method, pixels: Tensor) -> Iterator[None]:
    """For as long as the block lasts, batch norms use the statistics of these images, uint8 [n, 3, h, w].

    That is how a loss sees embeddings. The running statistics lag behind the weights, and before the first step they
    know of no image at all: by them, an untrained network seems to give all images the same embedding.
    """
    norms = [part for part in method.modules() if isinstance(part, _BatchNorm)]
    before = [(norm.momentum, {name: buffer.clone() for name, buffer in norm.named_buffers()}) for norm in norms]
    modes = [(part, part.training) for part in method.modules()]
    device = next(method.parameters()).device
    try:
        for norm in norms:
            norm.momentum = 1.0
        with torch.no_grad():
            method.train().embedding(pixels.to(device).to(memory_format=torch.channels_last).float() / 255)
        yield
    finally:
        for norm, (momentum, buffers) in zip(norms, before, strict=True):
            norm.momentum = momentum
            norm.load_state_dict(buffers, strict=False)
        for part, training in modes:
            part.training = training
