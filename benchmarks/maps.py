"""Maps of 2,000 images beside plain umap-learn, in one warm process.

All three are maps of the same features, those of an encoder after 100 steps; the live update starts from the map of the
untrained encoder's. Trustworthiness is scikit-learn's with 15 neighbours, in the feature space by cosine distance.
The ways take turns; times are medians, and a ratio is the median over the turns.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from operator import truediv
from statistics import median

import torch
from sklearn.manifold import trustworthiness
from torch import Tensor

from benchmarks.images import cifar10
from benchmarks.report import report
from ssl_demo.config import RunConfig
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.projection import project, warm_up_umap
from ssl_demo.methods import build
from ssl_demo.randomness import generator
from ssl_demo.training import train
from ssl_demo.training.cores import set_threads

POINTS = 2_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=5, help="how often each way is timed")
    turns = parser.parse_args().turns
    set_threads()
    before, after = features()
    warm_up_umap()
    plain(before[:200])
    first = project(before, "umap")
    ways: dict[str, Callable[[], Tensor]] = {
        "plain umap.UMAP": lambda: plain(after),
        "first full map": lambda: project(after, "umap"),
        "live update": lambda: project(after, "umap", first),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    maps: dict[str, Tensor] = {}
    for _ in range(turns):
        for name, make in ways.items():
            began = time.perf_counter()
            maps[name] = make()
            seconds[name].append(time.perf_counter() - began)
    rows = [
        [
            name,
            f"{median(each):.2f}",
            f"1 / {median(map(truediv, seconds['plain umap.UMAP'], each)):.1f}",
            f"{trustworthiness(after.numpy(), maps[name].numpy(), n_neighbors=15, metric='cosine'):.3f}",
        ]
        for name, each in seconds.items()
    ]
    report("maps", f"UMAP of {POINTS:,} points", __doc__ or "", ["map", "seconds", "of plain", "trustworthiness"], rows)


def features() -> tuple[Tensor, Tensor]:
    """Embeddings of the same images before and after 100 steps of training."""
    images = cifar10(10_000).train
    config = RunConfig(epochs=100 / (len(images) // RunConfig.batch_size))
    method = build(config, images, generator(0))
    before = embed(method.encoder, images.pixels[:POINTS])
    for _ in train(method, images, config):
        pass
    return before, embed(method.encoder, images.pixels[:POINTS])


def plain(features: Tensor) -> Tensor:
    """The map as one makes it with umap-learn alone."""
    import umap

    return torch.from_numpy(umap.UMAP(n_neighbors=15, metric="cosine").fit_transform(features.numpy()))


if __name__ == "__main__":
    main()
