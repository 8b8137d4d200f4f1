"""An encoder and a linear read-out on top of it, trained together on labelled images."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.config import Recipe, RunConfig
from ssl_demo.data.images import Images
from ssl_demo.evaluation.features import quick_probe_features, stage_averages
from ssl_demo.methods import Batch, DataShape, Method, Terms
from ssl_demo.models import Encoder
from ssl_demo.training import Step, Training

SUPERVISED_RECIPE = Recipe(
    crop_min=0.35, jitter=0.8, brightness=0.3, contrast=0.3, saturation=0.3, hue=0.05, greyscale=0.0
)
"""Views that supervised training likes: milder ones than SimCLR's."""


def batch_for(images: int) -> int:
    """How many images a step has: 128, or fewer where an epoch would then be a single step."""
    return min(128, max(16, images // 2), images)


@dataclass(frozen=True)
class Plan:
    """steps: of one batch each. rate: a factor of the usual learning rates."""

    steps: int
    rate: float


class Classifier(Method):
    """Reads the classes off the same features as every probe, and trains the encoder along with the read-out."""

    views = 1

    def __init__(self, encoder: Encoder, weight: Tensor, bias: Tensor) -> None:
        """weight [classes, d] and bias [classes]: the read-out to begin with, for d features."""
        classes, width = weight.shape
        super().__init__(encoder, None, DataShape(0, classes), torch.Generator())
        self.read_out = nn.Linear(width, classes)
        with torch.no_grad():
            self.read_out.weight.copy_(weight)
            self.read_out.bias.copy_(bias)

    def loss(self, batch: Batch, step: int) -> Terms:
        assert batch.labels is not None
        logits = self.read_out(stage_averages(self.encoder, batch.views[0]))
        return {"cross-entropy": F.cross_entropy(logits.float(), batch.labels)}

    @torch.no_grad()
    def predict(self, pixels: Tensor) -> Tensor:
        """The likeliest class of each image: uint8 [n, 3, h, w] → int64 [n]. Averaged over its mirror image."""
        features = quick_probe_features(self.encoder, pixels)
        return F.linear(features, self.read_out.weight.cpu(), self.read_out.bias.cpu()).argmax(dim=1)

    def accuracy(self, images: Images) -> float:
        """Share of images whose class is predicted, 0…1."""
        return float((self.predict(images.pixels) == images.labels).float().mean())


Classifier.name, Classifier.needs_labels = "classifier", True


def train_classifier(
    classifier: Classifier, images: Images, config: RunConfig, plan: Plan, seed: int, on_step: Callable[[], None]
) -> Classifier:
    """Train it in place on these images and their labels, at the image sizes of a run's config.

    `on_step` is called after every step and may raise to stop.
    """
    batch = batch_for(len(images))
    asked = dataclasses.replace(
        config,
        recipe=SUPERVISED_RECIPE,
        seconds=None,
        epochs=plan.steps / (len(images) // batch),
        batch_size=batch,
        muon_rate=plan.rate * RunConfig.muon_rate,
        learning_rate=plan.rate * RunConfig.learning_rate,
        seed=seed,
    )
    for event in Training(classifier, images, asked):
        if isinstance(event, Step):
            on_step()
    return classifier
