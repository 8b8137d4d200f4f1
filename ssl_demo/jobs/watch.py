"""How a growing encoder is watched: its features of some fixed training images, and what they tell."""

from __future__ import annotations

import time
from typing import Any

import torch
from torch import Tensor

from ssl_demo.augment.views import make_views
from ssl_demo.data.images import Images
from ssl_demo.evaluation.collapse import alignment, effective_rank, feature_std, spectrum, uniformity
from ssl_demo.evaluation.compared import compared, settled
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.neighbours import knn_accuracy
from ssl_demo.evaluation.verdict import read
from ssl_demo.methods import Method
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.training import Diverged

WATCHED = 1_000
COMPARED = 256
"""Of so many of the watched images, and of two views of each, what the loss compares is read as well."""
FRACTIONS = (0.02, 0.05, 0.1, 0.17, 0.25, 0.35, 0.45, 0.56, 0.67, 0.78, 0.89, 1.0)


def milestones(total_steps: int) -> set[int]:
    """The steps after which the encoder is looked at: denser early, where features change most."""
    return {max(1, round(fraction * total_steps)) for fraction in FRACTIONS}


class Watch:
    """Looks at a method in training again and again. The same images and views serve every run with the same training
    images and recipe."""

    def __init__(self, run: Run, images: Images) -> None:
        self._run = run
        self._seed = run.config.seed
        self._index = torch.randperm(len(images), generator=generator(0, "watched"))[:WATCHED].sort().values
        self._watched = images.take(self._index)
        # Not the first: the watched ones stand in the order of the training images, which may be that of their classes.
        some = torch.randperm(len(self._watched), generator=generator(0, "compared"))[:COMPARED]
        self._some = self._watched.pixels[some]
        views = make_views(self._some, run.config.recipe, generator(0, "watched views"), views=2)
        self._views = (views * 255).round().to(torch.uint8)
        done = run.snapshots()
        self._previous: Tensor | None = run.snapshot(done[-1])["map"] if done else None

    def look(self, step: int, method: Method, seconds: float) -> dict[str, Any]:
        """Save a snapshot of this step, and return the evaluation event. `seconds`: of training, up to this step.

        What the loss works on is read as well, of a `settled` method. Raises Diverged where any of it is no longer a
        number.
        """
        from ssl_demo.evaluation.projection import project, umap_is_warm

        began = time.perf_counter()
        features = embed(method.encoder, self._watched.pixels)
        with settled(method, self._views.flatten(0, 1)):
            z = compared(method, torch.cat([self._some, *self._views]))
        if not (features.isfinite().all() and z.isfinite().all()):
            raise Diverged(step)
        map_kind = "umap" if umap_is_warm() else "pca"
        flat = project(features, map_kind, self._previous, self._seed)
        plain, first, second = z.chunk(3)
        snapshot = {"index": self._index, "features": features, "map": flat, "spectrum": spectrum(plain)}
        self._run.save_snapshot(step, snapshot)
        self._previous = flat
        readings = read(plain)
        return {
            "type": "evaluation",
            "step": step,
            "seconds": seconds,
            "knn": knn_accuracy(features, self._watched.labels),
            "feature_std": feature_std(features),
            "effective_rank": effective_rank(features),
            "embedding_spread": readings.spread,
            "embedding_rank": readings.rank,
            "embedding_directions": readings.directions,
            "embedding_scatter": readings.scatter,
            "alignment": alignment(first, second),
            "uniformity": uniformity(plain),
            "map_kind": map_kind,
            "took": time.perf_counter() - began,
        }
