"""A specialist learns its task, by the loss that the field uses for it."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.transfer.specialist import Specialist
from ssl_demo.evaluation.transfer.task import Task
from ssl_demo.evaluation.transfer.tasks import tasks_of
from ssl_demo.methods import Batch
from ssl_demo.models import make_encoder
from ssl_demo.training import Step, Training


def specialist_for(task: Task) -> Specialist:
    dice = torch.Generator().manual_seed(0)
    return Specialist(make_encoder("S", task.images.train.pixels, dice), task, dice)


def batch_of(task: Task, places: torch.Tensor) -> Batch:
    return Batch(task.images.train.pixels[places][None].float() / 255, None, places)


def test_categories_are_learned_by_cross_entropy(scenes: Dataset) -> None:
    task, places = tasks_of(scenes).named("colour"), torch.tensor([4, 250, 17])
    specialist, batch = specialist_for(task), batch_of(task, places)
    logits = specialist.head(specialist.encoder(batch.views[0]))
    (loss,) = specialist.loss(batch, 0).values()
    assert loss.item() == pytest.approx(F.cross_entropy(logits, task.train[places]).item(), rel=1e-5)


def test_numbers_are_learned_by_the_squared_error_of_standardised_ones(scenes: Dataset) -> None:
    task, places = tasks_of(scenes).named("box"), torch.tensor([4, 250, 17])
    specialist, batch = specialist_for(task), batch_of(task, places)
    outputs = specialist.head(specialist.encoder(batch.views[0]))
    std, mean = torch.std_mean(task.train, dim=0, correction=0)
    expected = ((outputs - (task.train[places] - mean) / std) ** 2).mean()
    (loss,) = specialist.loss(batch, 0).values()
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


@pytest.mark.parametrize("name", ["class", "colour", "box", "depth", "angle", "light"])
def test_a_few_steps_teach_every_task_something(scenes: Dataset, name: str) -> None:
    task = tasks_of(scenes).named(name)
    config = RunConfig(epochs=6.0, seconds=None, batch_size=60, recipe=PRESETS["None"])
    losses = [
        sum(event.terms.values())
        for event in Training(specialist_for(task), task.images.train.without_labels(), config)
        if isinstance(event, Step)
    ]
    assert sum(losses[-5:]) < 0.9 * sum(losses[:5])


def test_answers_are_no_part_of_what_is_kept(scenes: Dataset) -> None:
    assert "wanted" not in specialist_for(tasks_of(scenes).named("class")).state_dict()
