"""What a task is: a question about images whose answers are known, and how an answer is scored."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, Self

import torch
from torch import Tensor

from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.targets import LEAST_SPREAD


@dataclass(frozen=True)
class Metric:
    """How answers are scored. unit: what stands behind the number on a page; "%" for a share told in per cent."""

    name: str
    higher_is_better: bool
    unit: str = ""


@dataclass(frozen=True)
class Task(ABC):
    """A question about the images of both splits. Concrete tasks are final.

    train and test: the true answers, [n, …] each, image by image. An image with no answer (`known`) isn't asked.
    """

    name: str
    images: Dataset
    train: Tensor
    test: Tensor

    metric: ClassVar[Metric]

    @abstractmethod
    def known(self, truth: Tensor) -> Tensor:
        """Which of the images have an answer: truth [n, …] → bool [n]."""

    @abstractmethod
    def constant(self) -> Tensor:
        """The best answer without a look at the image, from the training images: [1, …]."""

    @abstractmethod
    def varies(self) -> bool:
        """Whether there is anything to tell: whether the answers differ between the training images."""

    @abstractmethod
    def scores(self, answers: Tensor, truth: Tensor) -> Tensor:
        """A score for each answer, float32 [n], whose mean is told."""

    def at(self, images: Dataset, train: Tensor, test: Tensor) -> Self:
        """The same question about these images only, which stood at these places: int64 [n]."""
        return replace(self, images=images, train=self.train[train], test=self.test[test])

    @cached_property
    def chance(self) -> float:
        """The mean score, over the test images, of the constant answer."""
        truth = self.test[self.known(self.test)]
        answers = self.constant()
        return float(self.scores(answers.expand(len(truth), *answers.shape[1:]), truth).mean())


class Measurement(Task):
    """A task whose answer is worked out from numbers that a linear model can give."""

    @abstractmethod
    def outputs(self, truth: Tensor) -> Tensor:
        """The numbers that stand for the answers: truth [n, …] → float32 [n, k]."""

    @abstractmethod
    def answers(self, outputs: Tensor) -> Tensor:
        """The answers that numbers stand for: float32 [n, k] → [n, …]."""

    def known(self, truth: Tensor) -> Tensor:
        return truth.flatten(1).isfinite().all(dim=1)

    def constant(self) -> Tensor:
        return self.answers(self.outputs(self.train[self.known(self.train)]).mean(dim=0, keepdim=True))

    def varies(self) -> bool:
        outputs = self.outputs(self.train[self.known(self.train)])
        return len(outputs) > 1 and bool((outputs.std(dim=0) > LEAST_SPREAD).any())


@dataclass(frozen=True)
class Categories(Task):
    """Which of several? Scored by accuracy. The truth: int64 [n], a category's number, or -1 where none is known."""

    categories: tuple[str, ...] = ()

    metric = Metric("accuracy", higher_is_better=True, unit="%")

    def known(self, truth: Tensor) -> Tensor:
        return truth >= 0

    def constant(self) -> Tensor:
        return self.train[self.known(self.train)].bincount().argmax(dim=0, keepdim=True)

    def scores(self, answers: Tensor, truth: Tensor) -> Tensor:
        """1 where the category is named rightly, else 0."""
        return (answers == truth).float()

    def varies(self) -> bool:
        return len(torch.unique(self.train[self.known(self.train)])) > 1
