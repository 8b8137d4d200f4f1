"""Supervised learning, for comparison: name the class of every image, with cross-entropy on its label.

The negative log-likelihood of the right class under a softmax (e.g. Goodfellow, Bengio & Courville 2016, Eq. 6.30),
with label smoothing (Szegedy et al. 2016, §7).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.base import Batch, Method, Terms, register
from ssl_demo.models import Encoder


@register("supervised", title="Supervised", family="with labels", needs_labels=True)
class Supervised(Method):
    @dataclass(frozen=True)
    class Knobs:
        smoothing: float = knob(0.0, low=0.0, high=0.5, help="share of the target that is spread over all classes")

    views = 1

    def __init__(self, encoder: Encoder, knobs: Knobs, classes: int, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, classes, generator)
        self.classifier = nn.Linear(encoder.width, classes)
        nn.init.normal_(self.classifier.weight, std=0.01, generator=generator)
        nn.init.zeros_(self.classifier.bias)

    def loss(self, batch: Batch, step: int) -> Terms:
        assert batch.labels is not None
        logits = self.classifier(self.encoder(batch.views.flatten(0, 1))).float()
        labels = batch.labels.repeat(len(batch.views))
        return {"cross-entropy": F.cross_entropy(logits, labels, label_smoothing=self.knobs.smoothing)}
