"""Images per second of the SimCLR step beside lightly's pipeline, and how much of the machine the step uses.

A step sees two views of 128 images, as lightly's loss wants them; that of a default run sees four views of 64, so
equally many. Both train the same encoder and projector on the same images, in batches of the same size, in the same
precision and on all cores. lightly brings its own transform, data set, loader (one worker a core) and loss, and SGD as
in its examples.
The pipelines take turns; a ratio is the median over the turns.

FLOP/s counts the convolutions and matrix products of encoder and projector, forward and backward, over the time of the
whole step, and stands beside the fastest of the encoder's own convolutions, forward and backward, measured alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections.abc import Callable, Iterator
from itertools import count
from operator import truediv
from statistics import median

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.images import cifar10
from benchmarks.report import report
from ssl_demo.augment.views import make_views
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.randomness import generator
from ssl_demo.torchvision_ops import torchvision
from ssl_demo.training import Training
from ssl_demo.training.cores import set_threads, usable_cores
from ssl_demo.training.precision import best_precision
from ssl_demo.training.schedule import FULL_SIDE

STEPS = 15
"""Steps timed in a turn."""

UNTIMED = 6
"""Steps before them. The first ones are slow, and a loader's workers run ahead: lightly's next steps find their batches
made already."""

REST_SECONDS = 1.0
"""Between turns, until such workers have nothing left to do."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=7, help="how often each pipeline is timed")
    turns = parser.parse_args().turns
    set_threads()
    config, images = RunConfig(epochs=1_000.0, batch_size=128, knobs={"views": 2}), cifar10(10_000).train
    shares = {config.low_resolution: config.low_share, FULL_SIDE: 1 - config.low_share}
    pipelines = {str(side): our_steps(config, images, side) for side in shares} | {"lightly": lightly(config, images)}
    times: dict[str, list[float]] = {name: [] for name in pipelines}
    for _ in range(turns):
        for name, steps in pipelines.items():
            times[name].append(seconds(steps))
    pipelines["lightly"].close()
    full, peer = times[str(FULL_SIDE)], times["lightly"]
    default = [sum(share * times[str(side)][turn] for side, share in shares.items()) for turn in range(turns)]
    named = {"lightly 1.6": peer, f"here, {FULL_SIDE} pixels throughout": full, "here, the default's sizes": default}
    rows = [
        [name, f"{config.batch_size / median(each):,.0f}", f"{median(map(truediv, peer, each)):.2f}"]
        for name, each in named.items()
    ]
    best = best_convolution(config, images)
    for side in shares:
        rate, share = usage(config, images, side, median(times[str(side)]))
        rows.append([f"FLOP/s at {side} pixels", f"{rate / 1e9:,.0f} · 10⁹", f"{rate / best:.0%} of {best / 1e9:,.0f}"])
        rows.append([f"augmentation at {side} pixels", "", f"{share:.1%} of the step"])
    report("throughput", "The SimCLR step", __doc__ or "", ["", "images per second", "times lightly"], rows)


def seconds(steps: Iterator[object]) -> float:
    """Mean seconds of a step, over one turn."""
    time.sleep(REST_SECONDS)
    for _ in range(UNTIMED):
        next(steps)
    began = time.perf_counter()
    for _ in range(STEPS):
        next(steps)
    return (time.perf_counter() - began) / STEPS


def our_steps(config: RunConfig, images: Images, side: int) -> Iterator[object]:
    """A training of this project at one image size, as an iterator with a value for each step."""
    alone = dataclasses.replace(config, low_resolution=side, low_share=1.0)
    yield from Training(build(alone, images, generator(0)), images, alone)


class Pictures(torch.utils.data.Dataset):
    """Images as lightly wants them. It sets the transform, as it does that of torchvision's data sets."""

    transform: Callable[[object], object]

    def __init__(self, images: Images) -> None:
        self._pictures = [torchvision.transforms.functional.to_pil_image(pixels) for pixels in images.pixels]

    def __len__(self) -> int:
        return len(self._pictures)

    def __getitem__(self, i: int) -> tuple[object, int]:
        return self.transform(self._pictures[i]), 0


def lightly(config: RunConfig, images: Images) -> Iterator[object]:
    """lightly's way to train the same encoder, as an iterator with a value for each step."""
    from lightly.data import LightlyDataset
    from lightly.loss import NTXentLoss
    from lightly.transforms import SimCLRTransform

    method = build(config, images, generator(0)).to(memory_format=torch.channels_last).train()
    transform = SimCLRTransform(input_size=FULL_SIDE, cj_strength=0.5, gaussian_blur=0.0, min_scale=0.2)
    dataset = LightlyDataset.from_torch_dataset(Pictures(images), transform=transform)
    loader = DataLoader(
        dataset, config.batch_size, shuffle=True, drop_last=True, num_workers=usable_cores(), persistent_workers=True
    )
    criterion, optimiser = NTXentLoss(temperature=0.2), torch.optim.SGD(method.parameters(), lr=0.06, momentum=0.9)
    precision = best_precision("cpu")
    while True:
        for (first, second), _, _ in loader:
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == torch.bfloat16):
                loss = criterion(*(method.projector(method.encoder(view)) for view in (first, second)))
            loss.backward()
            optimiser.step()
            optimiser.zero_grad()
            yield loss


def usage(config: RunConfig, images: Images, side: int, step_seconds: float) -> tuple[float, float]:
    """The step's FLOP/s at this image size, and the share of its time that making the views takes."""
    pixels = images.pixels[: config.batch_size]
    views = (make_views(pixels, config.recipe, generator(0, i), views=2, side=side) for i in count())
    augmenting = seconds(views)
    method = build(config, images, generator(0)).train()
    with FlopCounterMode(display=False) as counter:
        sum(method.loss(Batch(next(views)), 0).values()).backward()
    return counter.get_total_flops() / step_seconds, augmenting / step_seconds


def best_convolution(config: RunConfig, images: Images) -> float:
    """FLOP/s of the fastest of the encoder's convolutions, forward and backward, alone, over both image sizes."""
    method = build(config, images, generator(0))
    shapes: list[tuple[nn.Conv2d, torch.Size]] = []
    for layer in method.encoder.modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_hook(lambda layer, given, _: shapes.append((layer, given[0].shape)))
    for side in (config.low_resolution, FULL_SIDE):
        method.encoder(torch.rand(2 * config.batch_size, 3, side, side))
    return max(rate(layer, shape) for layer, shape in shapes)


def rate(layer: nn.Conv2d, shape: torch.Size) -> float:
    """FLOP/s of a convolution, forward and backward, in the precision that training has: the fastest of ten."""
    dtype = best_precision("cpu")
    x = torch.rand(shape, dtype=dtype).contiguous(memory_format=torch.channels_last).requires_grad_()
    weight = layer.weight.detach().to(dtype).contiguous(memory_format=torch.channels_last).requires_grad_()
    with FlopCounterMode(display=False) as counter:
        y = F.conv2d(x, weight, stride=layer.stride, padding=layer.padding)
        y.backward(torch.ones_like(y))
    fastest = float("inf")
    for _ in range(10):
        began = time.perf_counter()
        y = F.conv2d(x, weight, stride=layer.stride, padding=layer.padding)
        y.backward(torch.ones_like(y))
        fastest = min(fastest, time.perf_counter() - began)
    return counter.get_total_flops() / fastest


if __name__ == "__main__":
    main()
