"""What all methods share whose loss compares projections of the features of several views."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ssl_demo.methods.base import DataShape, Method
from ssl_demo.models import Encoder, projector


class Projected(Method):
    """A projector on top of the encoder. Its Knobs inherit from ProjectorKnobs."""

    def __init__(self, encoder: Encoder, knobs: Any, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.views = knobs.views
        self.projector = projector(encoder.width, knobs.hidden, knobs.width, generator)

    def embedding(self, x: Tensor) -> Tensor:
        return self.projector(self.encoder(x))

    def embeddings(self, views: Tensor) -> Tensor:
        """Those of every view, all made as one batch: [v, b, 3, h, w] → [v, b, d]."""
        return self.embedding(views.flatten(0, 1)).unflatten(0, views.shape[:2])


def mean_of_others(views: Tensor) -> Tensor:
    """For each view of an image, the mean of all its other views: float [v, b, d] → [v, b, d], for v ≥ 2."""
    return (views.sum(dim=0) - views) / (len(views) - 1)
