"""The tasks that a data set's ground truth allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor

from ssl_demo.data.images import Dataset
from ssl_demo.data.scenes import PAINTS
from ssl_demo.evaluation.dominant_colour import COLOURS, dominant_colour
from ssl_demo.evaluation.targets import FEWEST, orientation
from ssl_demo.evaluation.transfer.boxes import Boxes
from ssl_demo.evaluation.transfer.depth_maps import DepthMaps
from ssl_demo.evaluation.transfer.directions import Directions, plane
from ssl_demo.evaluation.transfer.kinds import ANIMALS, VEHICLES
from ssl_demo.evaluation.transfer.task import Categories, Task
from ssl_demo.randomness import generator

PROBED, TESTED = 2_000, 2_000
"""Images of each split to which a task is put when features are probed; all, where there are fewer."""
TURNS = ("0°", "90°", "180°", "270°")


class Tasks(NamedTuple):
    """The tasks in their order on the page, and the names of those with nothing to tell: all answers are alike, or none
    is known."""

    asked: tuple[Task, ...]
    left_out: tuple[str, ...]

    def named(self, name: str) -> Task:
        """The task of this name."""
        return next(task for task in self.asked if task.name == name)


def tasks_of(images: Dataset, seed: int = 0) -> Tasks:
    """Six tasks for scenes, of which everything is known; four for photographs with a class. `seed` draws the quarter
    turns of those that are turned for the task."""
    every = list(_of_scenes(images) if "depth_map" in images.train.factors else _of_photographs(images, seed))
    asked = tuple(task for task in every if task.varies() and int(task.known(task.test).sum()) > 1)
    return Tasks(asked, tuple(task.name for task in every if task not in asked))


def probed(tasks: Tasks, seed: int = 0) -> Tasks:
    """The same tasks put to a part of the images, drawn by lot: files may lie class by class. Tasks about the same
    images stay so."""
    few: dict[int, tuple[Dataset, Tensor, Tensor]] = {}
    for task in tasks.asked:
        if id(task.images) not in few:
            few[id(task.images)] = _few(task.images, seed)
    return tasks._replace(asked=tuple(task.at(*few[id(task.images)]) for task in tasks.asked))


def _few(images: Dataset, seed: int) -> tuple[Dataset, Tensor, Tensor]:
    train = torch.randperm(len(images.train), generator=generator(seed, "probed", "train"))[:PROBED]
    test = torch.randperm(len(images.test), generator=generator(seed, "probed", "test"))[:TESTED]
    return Dataset(images.name, images.train.take(train), images.test.take(test)), train, test


def _of_scenes(images: Dataset) -> Iterator[Task]:
    train, test = images.train.factors, images.test.factors
    yield _classes(images)
    yield Categories("colour", images, train["colour"], test["colour"], tuple(PAINTS))
    yield Boxes("box", images, train["box"], test["box"])
    yield DepthMaps("depth", images, train["depth_map"], test["depth_map"])
    yield Directions("angle", images, plane(train["rotation"]), plane(test["rotation"]))
    yield Directions("light", images, train["light"], test["light"])


def _of_photographs(images: Dataset, seed: int) -> Iterator[Categories]:
    yield _classes(images)
    yield from _orientation(images, seed)
    seen, asked = (dominant_colour(split.pixels) for split in (images.train, images.test))
    yield _without_rare(Categories("dominant_colour", images, seen, asked, COLOURS))
    kinds = torch.tensor([_kind(name) for name in images.train.classes])
    if {0, 1} <= set(kinds.tolist()):
        yield Categories(
            "vehicle", images, kinds[images.train.labels], kinds[images.test.labels], ("vehicle", "animal")
        )


def _orientation(images: Dataset, seed: int) -> Iterator[Categories]:
    """Nothing where there are too few images for every turn to be drawn often enough."""
    turned, targets = orientation(images, generator(seed, "turns"))
    for target in targets:
        if int(target.train.max()) + 1 == len(TURNS):
            train = _at(target.train_places, target.train, len(turned.train))
            yield Categories(
                "orientation", turned, train, _at(target.test_places, target.test, len(turned.test)), TURNS
            )


def _at(places: Tensor, values: Tensor, count: int) -> Tensor:
    """These answers at their places among so many images, and -1 everywhere else."""
    return torch.full((count,), -1).scatter(0, places, values)


def _classes(images: Dataset) -> Categories:
    return Categories("class", images, images.train.labels, images.test.labels, images.train.classes)


def _kind(name: str) -> int:
    """0 for a vehicle, 1 for an animal, -1 for a class that is neither."""
    return 0 if name in VEHICLES else 1 if name in ANIMALS else -1


def _without_rare(task: Categories) -> Categories:
    """A category that few training images show isn't asked for: there would be none to tune a probe on."""
    counts = task.train.bincount(minlength=len(task.categories))
    rare = counts < FEWEST * max(1, len(task.train) // PROBED)
    train, test = (truth.masked_fill(rare[truth], -1) for truth in (task.train, task.test))
    return replace(task, train=train, test=test)
