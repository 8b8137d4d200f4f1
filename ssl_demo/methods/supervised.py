"""Supervised learning, for comparison: name the class of every image, with cross-entropy on its label. Someone has to
give these names, and the features are what it takes to tell them apart.

The negative log-likelihood of the right class under a softmax (e.g. Goodfellow, Bengio & Courville 2016, Eq. 6.30),
with label smoothing (Szegedy et al. 2016, §7).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.about import About, Flow
from ssl_demo.methods.base import Batch, DataShape, Method, Terms, register
from ssl_demo.models import Encoder


def cross_entropy(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """logits: float [b, classes]; labels: int64 [b]. A share `smoothing` of the target is spread over all classes."""
    return F.cross_entropy(logits.float(), labels, label_smoothing=smoothing)


@register("supervised", title="Supervised", family="with labels", needs_labels=True)
class Supervised(Method):
    @dataclass(frozen=True)
    class Knobs:
        smoothing: float = knob(0.0, low=0.0, high=0.5, help="share of the target that is spread over all classes")

    views = 1

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.classifier = nn.Linear(encoder.width, data.classes)
        nn.init.normal_(self.classifier.weight, std=0.01, generator=generator)
        nn.init.zeros_(self.classifier.bias)

    def loss(self, batch: Batch, step: int) -> Terms:
        assert batch.labels is not None
        logits = self.classifier(self.encoder(batch.views.flatten(0, 1)))
        labels = batch.labels.repeat(len(batch.views))
        return {"cross-entropy": cross_entropy(logits, labels, self.knobs.smoothing)}

    about = About(
        paper="Goodfellow, Bengio & Courville: Deep Learning, 2016, Eq. 6.30",
        link="https://www.deeplearningbook.org/contents/mlp.html",
        equation=r"\mathcal{L} = -\log \mathrm{softmax}(W f(x) + b)_y",
        computed_by=cross_entropy,
        symbols={
            r"W f(x) + b": "one number for each class, `logits`",
            "y": "the class that people gave the image, `labels`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "linear layer"),
            target=("a label, given by people",),
            compare="which class is it?",
        ),
        needs=("labels",),
        fails="When labels are few or wrong: it learns them by heart. And its features know only what these classes "
        "needed.",
    )
