"""What is read out of an encoder: its embedding, and the richer features that every probe is fitted on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.models import Encoder

BATCH = 500


def embed(encoder: Encoder, pixels: Tensor, autocast: bool = False, mirrored: bool = False) -> Tensor:
    """The encoder's embedding of every image: uint8 [n, 3, h, w] → float32 [n, width], on the CPU.

    Computed in float32; `autocast` allows bfloat16, which is faster where the machine has it and not exact. `mirrored`
    gives the mean over each image and its mirror image.
    """
    return _read(encoder, pixels, _mirror_mean(encoder) if mirrored else encoder, autocast)


def probe_features(encoder: Encoder, pixels: Tensor, autocast: bool = False) -> Tensor:
    """Averages of the maps of the encoder's last stages: uint8 [n, 3, h, w] → float32 [n, 5 × channels], on the CPU.

    Of every map the global average and those of its four quarters, which keep some of the layout that the global one
    discards: stage by stage, first the global averages, then the quarters of each channel in reading order. The stage
    before the last knows of textures and parts that training has made the last one ignore. All is the mean over the
    image and its mirror image, which mean the same and differ in their noise.
    """

    def pooled(x: Tensor) -> Tensor:
        return torch.cat([_pooled(maps) for maps in encoder.stages(x)], dim=1)

    return _read(encoder, pixels, _mirror_mean(pooled), autocast)


def _pooled(maps: Tensor) -> Tensor:
    return torch.cat([maps.mean(dim=(2, 3)), F.adaptive_avg_pool2d(maps, 2).flatten(1)], dim=1)


def raw_pixels(pixels: Tensor) -> Tensor:
    """The image itself as its features: uint8 [n, 3, h, w] → float32 [n, 3·h·w] in 0…1."""
    return pixels.flatten(1).float() / 255


def _mirror_mean(read: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """What `read` gives for images [b, 3, h, w] and for their mirror images, averaged."""
    return lambda x: (read(x) + read(x.flip(3))) / 2


@torch.no_grad()
def _read(encoder: Encoder, pixels: Tensor, read: Callable[[Tensor], Tensor], autocast: bool) -> Tensor:
    device = next(chain(encoder.parameters(), encoder.buffers())).device
    found = []
    with _evaluating(encoder), torch.autocast(device.type, dtype=torch.bfloat16, enabled=autocast):
        for batch in pixels.split(BATCH):
            x = batch.to(device).to(memory_format=torch.channels_last).float() / 255
            found.append(read(x).float().cpu())
    return torch.cat(found)


@contextmanager
def _evaluating(module: torch.nn.Module) -> Iterator[None]:
    """Evaluation mode for as long as the block lasts; afterwards each part is back in the mode it had by itself."""
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    try:
        yield
    finally:
        for part, training in modes:
            part.training = training
