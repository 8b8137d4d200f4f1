"""One encoder of a transfer matrix: trained from one seed, frozen, and put to every task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple, Self

from torch import Tensor

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import RunConfig, TransferConfig
from ssl_demo.data.images import Dataset
from ssl_demo.data.registry import is_scenes, load, subset
from ssl_demo.data.scenes import strengths_of
from ssl_demo.errors import UserError
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.reading import standard_error
from ssl_demo.evaluation.transfer.cue_conflict import Conflict, conflict_images, decisions
from ssl_demo.evaluation.transfer.read_out import reader, scores_of
from ssl_demo.evaluation.transfer.specialist import Specialist
from ssl_demo.evaluation.transfer.table import UNTRAINED
from ssl_demo.evaluation.transfer.task import Task
from ssl_demo.evaluation.transfer.tasks import Tasks, probed, tasks_of
from ssl_demo.jobs.spread import Check
from ssl_demo.methods import build, suited, views_per_image
from ssl_demo.models import Encoder, make_encoder
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.training import Step, Training

SELF_SUPERVISED = "ssl-"
"""Begins the names of the encoders trained without labels; then comes the number of their recipe."""
SPECIALIST_BATCH = 128
MOST_EPOCHS = 10_000
CONFLICTS = 100
"""Images for each of the nine ways to give every kind another one's pattern."""


class Unit(NamedTuple):
    """encoder: "untrained", "ssl-0", "ssl-1" … by recipe, or the task for which it is trained."""

    encoder: str
    seed: int


@dataclass(frozen=True)
class Measured:
    """What a unit gave. rows: one for each task. features: by the name of the images, "upright" or "turned"."""

    unit: Unit
    rows: list[dict[str, Any]]
    features: dict[str, Features]
    cues: dict[str, Any] | None


@dataclass(frozen=True)
class Workshop:
    """What all units of a matrix share.

    tasks: for training, about all images; probes: the same tasks, about the images on which features are probed.
    conflict: scenes of two minds, where the images are scenes. on_step: called after every step; may raise to stop.
    """

    config: TransferConfig
    tasks: Tasks
    probes: Tasks
    conflict: Conflict | None
    on_step: Check

    @classmethod
    def of(cls, run: Run, check: Check) -> Self:
        """The workshop of a matrix. Raises UserError when its images leave nothing to tell."""
        config = run.transfer_config
        images = subset(load(config.data.dataset), config.data)
        tasks = tasks_of(images)
        if not tasks.asked:
            raise UserError("These images leave nothing to tell: all are alike in everything. Choose another data set.")
        return cls(config, tasks, probed(tasks), _conflict(config, images), check)

    def prepare(self, items: Sequence[Unit]) -> None:
        """Nothing: each unit makes all that it needs."""

    def measure(self, unit: Unit) -> Measured:
        """Train, freeze and probe. The same unit gives the same numbers on one machine."""
        encoder = self._trained(unit)
        features: dict[str, Features] = {}
        rows, cues = [], None
        for task in self.probes.asked:
            name = images_of(task)
            if name not in features:
                features[name] = Features.read(partial(_embedded, encoder), task.images)
            self.on_step()
            read = reader(features[name].train, task, unit.seed)
            if task.name == "class" and self.conflict is not None:
                named = read(_embedded(encoder, self.conflict.pixels))
                cues = {**unit._asdict(), **decisions(named, self.conflict)._asdict()}
            scores = scores_of(read(features[name].test), task)
            rows.append(
                {
                    **unit._asdict(),
                    "task": task.name,
                    "metric": task.metric.name,
                    "higher_is_better": task.metric.higher_is_better,
                    "score": float(scores.mean()),
                    "error": standard_error(scores),
                    "chance": task.chance,
                }
            )
        return Measured(unit, rows, features, cues)

    def _trained(self, unit: Unit) -> Encoder:
        everything = self.tasks.asked[0].images.train
        if unit.encoder.startswith(SELF_SUPERVISED):
            config = self._self_supervised(unit, len(everything))
            unlabelled = everything.without_labels()
            method = build(config, unlabelled, generator(unit.seed, "weights"))
            return self._through(Training(method, unlabelled, config)).eval()
        weights = generator(unit.seed, "weights")
        encoder = make_encoder(self.config.encoder, everything.pixels, weights)
        if unit.encoder == UNTRAINED:
            return encoder.eval()
        task = self.tasks.named(unit.encoder)
        answered = task.images.train.take(task.known(task.train).nonzero()[:, 0]).without_labels()
        specialist = Specialist(encoder, task, weights)
        return self._through(Training(specialist, answered, self._supervised(unit, len(answered)))).eval()

    def _through(self, training: Training) -> Encoder:
        for event in training:
            if isinstance(event, Step):
                self.on_step()
        return training.method.encoder

    def _self_supervised(self, unit: Unit, images: int) -> RunConfig:
        recipe = self.config.recipes[int(unit.encoder.removeprefix(SELF_SUPERVISED))]
        config = suited(RunConfig(method=self.config.method, encoder=self.config.encoder, recipe=recipe, seconds=None))
        return self._lasting(config, unit, images, views_per_image(config))

    def _supervised(self, unit: Unit, images: int) -> RunConfig:
        # Images as they are: a crop would move the box, and another hue would be another colour.
        config = RunConfig(encoder=self.config.encoder, recipe=PRESETS["None"], batch_size=SPECIALIST_BATCH)
        return self._lasting(config, unit, images, views=1)

    def _lasting(self, config: RunConfig, unit: Unit, images: int, views: int) -> RunConfig:
        """The config with as many epochs as it takes to see the views that every encoder is given."""
        batch = min(config.batch_size, images)
        epochs = self.config.views / (views * batch) / max(1, images // batch)
        return replace(config, seconds=None, epochs=min(epochs, MOST_EPOCHS), seed=unit.seed)


def _conflict(config: TransferConfig, images: Dataset) -> Conflict | None:
    name = config.data.dataset
    if not is_scenes(name) or not strengths_of(name).pattern:
        return None
    return conflict_images(CONFLICTS, 0, images.train.classes, strengths_of(name))


def images_of(task: Task) -> str:
    """Which of the features a task is read off: those of the images as they are, or turned for it."""
    return "turned" if task.name == "orientation" else "upright"


def _embedded(encoder: Encoder, pixels: Tensor) -> Tensor:
    """The embedding of the image alone, as after a mean with its mirror image nothing could tell left from right. In
    the half precision in which it is kept, so that whoever probes it later gets the very same numbers."""
    return embed(encoder, pixels).half().float()
