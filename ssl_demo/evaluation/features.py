"""What is read out of an encoder: its embedding, and the richer features that every probe is fitted on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.models import Encoder
from ssl_demo.training.precision import best_precision

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

    return _read(encoder, pixels, _mirror_mean(lambda x: stage_averages(encoder, x)), autocast)


def quick_probe_features(encoder: Encoder, pixels: Tensor) -> Tensor:
    """The same, in bfloat16 where that is faster: its noise is far below what a draw of labels can tell."""
    return probe_features(encoder, pixels, autocast=best_precision("cpu") is torch.bfloat16)


def stage_averages(encoder: Encoder, x: Tensor) -> Tensor:
    """The same averages of images as they are, float [b, 3, h, w] in 0…1 → [b, 5 × channels], for training through."""
    parts = []
    for maps in encoder.stages(x):
        b, channels, h, w = maps.shape
        # One product for all five averages, along the memory of a channels-last map: a seventh off a training step.
        averages = _averaging(h, w).to(maps) @ maps.permute(0, 2, 3, 1).reshape(b, h * w, channels)
        parts += [averages[:, 0], averages[:, 1:].transpose(1, 2).flatten(1)]
    return torch.cat(parts, dim=1)


@lru_cache(maxsize=64)
def _averaging(h: int, w: int) -> Tensor:
    """What a map's average and those of its four quarters take from each place: [5, h · w]."""
    places = torch.eye(h * w).view(h * w, 1, h, w)
    return torch.cat([places.mean(dim=(2, 3)), F.adaptive_avg_pool2d(places, 2).flatten(1)], dim=1).T.contiguous()


def embedding_in(features: Tensor, width: int) -> Tensor:
    """The embedding, mean over image and mirror image, as a part of what `probe_features` gave: [n, width]."""
    return features[:, -5 * width : -4 * width]


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
