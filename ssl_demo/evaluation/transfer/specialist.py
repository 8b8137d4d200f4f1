"""A network trained for one task alone, with the true answers: a linear head on the embedding."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.evaluation.probe import Scale
from ssl_demo.evaluation.transfer.task import Categories, Measurement, Task
from ssl_demo.methods import Batch, DataShape, Method, Terms
from ssl_demo.models import Encoder


class Specialist(Method):
    """Reads its task off the embedding as every probe does, and trains the encoder along with the head.

    Cross-entropy for categories; for numbers the mean squared error, each number scaled to variance one. The answers
    are looked up by the images' places, as no label travels with a batch.
    """

    views = 1

    def __init__(self, encoder: Encoder, task: Task, generator: torch.Generator) -> None:
        """The training images have to be those of the task's training split that are `known`, in their order."""
        truth = task.train[task.known(task.train)]
        super().__init__(encoder, None, DataShape(len(truth), 0), generator)
        wanted = _wanted(task, truth)
        self.register_buffer("wanted", wanted, persistent=False)
        outputs = len(task.categories) if isinstance(task, Categories) else wanted.shape[1]
        self.head = nn.Linear(encoder.width, outputs)
        nn.init.normal_(self.head.weight, std=0.01, generator=generator)
        nn.init.zeros_(self.head.bias)

    def loss(self, batch: Batch, step: int) -> Terms:
        assert batch.places is not None
        outputs, wanted = self.head(self.encoder(batch.views[0])).float(), self.wanted[batch.places]  # type: ignore[index]
        if wanted.is_floating_point():
            return {"squared error": F.mse_loss(outputs, wanted)}
        return {"cross-entropy": F.cross_entropy(outputs, wanted)}


Specialist.name, Specialist.needs_labels = "specialist", False


def _wanted(task: Task, truth: Tensor) -> Tensor:
    """int64 [n], categories; or float32 [n, k], numbers of mean 0 and variance 1."""
    if not isinstance(task, Measurement):
        return truth
    outputs = task.outputs(truth)
    return Scale.of(outputs).apply(outputs)
