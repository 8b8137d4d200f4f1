"""How a growing encoder is watched: its features of some fixed training images, and what they tell."""

from __future__ import annotations

import time
from typing import Any

import torch
from torch import Tensor

from ssl_demo.data.images import Images
from ssl_demo.evaluation.collapse import effective_rank, feature_std
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.neighbours import knn_accuracy
from ssl_demo.models import Encoder
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run

WATCHED = 1_000
FRACTIONS = (0.02, 0.05, 0.1, 0.17, 0.25, 0.35, 0.45, 0.56, 0.67, 0.78, 0.89, 1.0)


def milestones(total_steps: int) -> set[int]:
    """The steps after which the encoder is looked at: denser early, where features change most."""
    return {max(1, round(fraction * total_steps)) for fraction in FRACTIONS}


class Watch:
    """Looks at an encoder again and again. The same images serve every run on the same training images."""

    def __init__(self, run: Run, images: Images, seed: int) -> None:
        self._run = run
        self._seed = seed
        self._index = torch.randperm(len(images), generator=generator(0, "watched"))[:WATCHED].sort().values
        self._watched = images.take(self._index)
        done = run.snapshots()
        self._previous: Tensor | None = run.snapshot(done[-1])["map"] if done else None

    def look(self, step: int, encoder: Encoder, seconds: float) -> dict[str, Any]:
        """Save a snapshot of this step, and return the evaluation event. `seconds`: of training, up to this step."""
        from ssl_demo.evaluation.projection import project, umap_is_warm

        began = time.perf_counter()
        features = embed(encoder, self._watched.pixels)
        map_kind = "umap" if umap_is_warm() else "pca"
        flat = project(features, map_kind, self._previous, self._seed)
        self._run.save_snapshot(step, {"index": self._index, "features": features, "map": flat})
        self._previous = flat
        return {
            "type": "evaluation",
            "step": step,
            "seconds": seconds,
            "knn": knn_accuracy(features, self._watched.labels),
            "feature_std": feature_std(features),
            "effective_rank": effective_rank(features),
            "map_kind": map_kind,
            "took": time.perf_counter() - began,
        }
