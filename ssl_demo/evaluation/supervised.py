"""Networks trained with the labels: from scratch, and on from where self-supervision came to.

Each may take a share of the run's compute, the choosing of its settings included.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import torch
from torch import Tensor

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.choice import choose_plan, steps_with_choice
from ssl_demo.evaluation.classifier import Classifier, Plan, batch_for, train_classifier
from ssl_demo.evaluation.features import probe_features
from ssl_demo.evaluation.probe import Scale, tune_probe
from ssl_demo.evaluation.score import Score
from ssl_demo.methods import views_per_image
from ssl_demo.models import Encoder, make_encoder
from ssl_demo.randomness import generator

SCRATCH_RATES = (1.0, 0.3)
FINETUNE_RATES = (0.2, 1.0)
SCRATCH_EPOCHS, FINETUNE_EPOCHS = 50, 15
"""No training is longer: on held-out images of CIFAR-10, more epochs than that brought next to nothing."""
FINETUNE_PART = 1 / 3
"""Fine-tuning begins near its end, so it needs less of the share than training from scratch."""


class FromScratch:
    """A fresh encoder with a linear read-out, trained on the labelled images alone."""

    rates, epochs, part, may_rest = SCRATCH_RATES, SCRATCH_EPOCHS, 1.0, False

    def __init__(
        self,
        config: RunConfig,
        images: Dataset,
        share: float,
        seed: int,
        on_step: Callable[[], None] = lambda: None,
    ) -> None:
        """share: most of the compute of the config's run that one measurement may take. `on_step` may raise."""
        self._config, self._images, self._share, self._seed = config, images, share, seed
        self._on_step = on_step

    def score(self, labelled: Tensor, given: Tensor, draw: int) -> Score:
        few, seed = self._images.train.take(labelled).pixels, self._seed + draw
        longest = longest_training(
            self._config, len(self._images.train), len(labelled), self.part * self._share, self.epochs
        )

        starts: dict[int, Classifier] = {}  # by the number of images: those that are left, and all

        def fit(places: Tensor, plan: Plan) -> Classifier:
            if len(places) not in starts:
                starts[len(places)] = self._start(labelled[places], given[places], draw)
            classifier = copy.deepcopy(starts[len(places)])
            images = self._images.train.take(labelled[places]).labelled(given[places])
            if plan.steps:
                train_classifier(classifier, images, self._config, plan, seed, self._on_step)
            return classifier

        def fit_and_name(places: Tensor, plan: Plan) -> Callable[[Tensor], Tensor]:
            classifier = fit(places, plan)
            return lambda others: classifier.predict(few[others])

        folds = generator(self._seed, "held out", draw)
        plan = choose_plan(fit_and_name, given, longest, self.rates, folds, self.may_rest)
        classifier = fit(torch.arange(len(labelled)), plan)
        return Score(classifier.accuracy(self._images.test), {"steps": plan.steps, "rate": plan.rate})

    def _start(self, labelled: Tensor, given: Tensor, draw: int) -> Classifier:
        drawn = generator(self._seed + draw, "weights")
        encoder = make_encoder(self._config.encoder, self._images.train.pixels[labelled], drawn)
        classes = len(self._images.train.classes)
        weight = 0.01 * torch.randn(classes, read_out_width(encoder), generator=drawn)
        return Classifier(encoder, weight, torch.zeros(classes))


class FineTuned(FromScratch):
    """The run's encoder and the probe on it, trained on together (Kumar et al. 2022, "Fine-Tuning can Distort
    Pretrained Features and Underperform Out-of-Distribution", LP-FT, §4). Not at all, if that is better."""

    rates, epochs, part, may_rest = FINETUNE_RATES, FINETUNE_EPOCHS, FINETUNE_PART, True

    def __init__(
        self,
        config: RunConfig,
        encoder: Encoder,
        features: Tensor,
        images: Dataset,
        share: float,
        seed: int,
        on_step: Callable[[], None] = lambda: None,
    ) -> None:
        """features: float32 [n, d], what the encoder's probe reads of the training images."""
        super().__init__(config, images, share, seed, on_step)
        self._encoder, self._features, self._scale = encoder, features, Scale.of(features)

    def _start(self, labelled: Tensor, given: Tensor, draw: int) -> Classifier:
        classes, folds = len(self._images.train.classes), generator(self._seed, "folds", draw)
        probe, _ = tune_probe(self._features[labelled], given, classes, folds, self._scale)
        weight = probe.weight / probe.std
        return Classifier(copy.deepcopy(self._encoder), weight, probe.bias - weight @ probe.mean)


def longest_training(config: RunConfig, images: int, labelled: int, share: float, epochs: int) -> int:
    """The steps of one training, so that it and the choice before it stay within the share of the run's compute."""
    batch = batch_for(labelled)
    per_training = share * views_of_run(config, images) / (steps_with_choice(1000, len(SCRATCH_RATES)) / 1000)
    return max(1, round(min(epochs * labelled, per_training) / batch))


def views_of_measurement(config: RunConfig, images: int, labelled: int, share: float, contender: str) -> float:
    """How many views a measurement goes through at most, choice and training together."""
    cls = FineTuned if contender == "finetuned" else FromScratch
    steps = longest_training(config, images, labelled, cls.part * share, cls.epochs)
    return batch_for(labelled) * steps_with_choice(steps, len(cls.rates))


def views_of_run(config: RunConfig, images: int) -> float:
    """How many views a run's training goes through: its compute, in views."""
    assert config.epochs is not None
    batch = min(config.batch_size, images)
    return config.epochs * (images // batch) * batch * views_per_image(config)


@torch.no_grad()
def read_out_width(encoder: Encoder) -> int:
    """How many features a probe reads."""
    return probe_features(encoder, torch.zeros(1, 3, 32, 32, dtype=torch.uint8)).shape[1]
