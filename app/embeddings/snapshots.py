"""One saved moment of a run, with the images it was taken of."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from app.state import dataset
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.evaluation.neighbours import nearest
from ssl_demo.runs.run import Run

NEIGHBOURS = 10


@dataclass(frozen=True)
class Moment:
    """What an encoder made of the watched images at one step: tensors as in the snapshot, images in their order."""

    step: int
    tensors: dict[str, Tensor]
    images: Images

    @property
    def features(self) -> Tensor:
        """float32 [n, width]"""
        return self.tensors["features"]


@dataclass(frozen=True)
class Neighbours:
    """The nearest images of one image, the most similar first."""

    query: int
    indices: list[int]
    similarities: list[float]
    same: list[bool]
    """Whether each shares the class of the query."""


def moment_of(run: Run, step: int) -> Moment:
    """The snapshot of this step. Raises UserError when it, or the data set it was taken of, isn't here."""
    tensors = run.snapshot(step)
    train = dataset(run.config.data).train
    run.check_images(train)
    index = tensors["index"]
    if int(index.max()) >= len(train):
        raise UserError(
            f"{run.name} was trained on other images than the {run.config.data.dataset} that is here; "
            "bring back its data set to look at this map."
        )
    return Moment(step, tensors, train.take(index))


def neighbours_of(moment: Moment, query: int) -> Neighbours:
    """The ten nearest images in the full feature space, by cosine similarity."""
    indices, similarities = nearest(moment.features, query, NEIGHBOURS)
    labels = moment.images.labels
    same = labels[indices] == labels[query]
    return Neighbours(query, indices.tolist(), similarities.tolist(), same.tolist())


def neighbours_of_features(moment: Moment, features: Tensor) -> tuple[list[int], list[float]]:
    """The ten images nearest to features [width] that are none of theirs, the nearest first, and their similarities."""
    indices, similarities = nearest(torch.cat([moment.features, features[None]]), len(moment.features), NEIGHBOURS)
    return indices.tolist(), similarities.tolist()


def step_name(step: int) -> str:
    """What a step is called on a slider."""
    return "untrained" if step == 0 else f"step {step:,}"
