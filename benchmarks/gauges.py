"""What the collapse lab reads off a method, for benchmarks that keep no run folder."""

from __future__ import annotations

import torch

from ssl_demo.augment.views import make_views
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.evaluation.compared import compared, settled
from ssl_demo.evaluation.verdict import Readings, read
from ssl_demo.jobs.watch import COMPARED
from ssl_demo.methods import Method
from ssl_demo.randomness import generator


def gauges(method: Method, images: Images, config: RunConfig) -> Readings:
    """The gauges of collapse, of the embeddings of some of these images."""
    some = images.pixels[torch.randperm(len(images), generator=generator(0, "compared"))[:COMPARED]]
    views = make_views(some, config.recipe, generator(0, "watched views"), views=2)
    with settled(method, (views * 255).round().to(torch.uint8).flatten(0, 1)):
        return read(compared(method, some))
