"""What every method is: an encoder, and a loss made of named terms."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar

import torch
from torch import Tensor, nn

from ssl_demo.methods.about import About
from ssl_demo.models import Encoder

Terms = dict[str, Tensor]
"""A loss by its named terms, already weighted: the loss is their sum, and each is drawn live."""


class Batch(NamedTuple):
    """views: float [v, b, 3, h, w] in 0…1, v views of each of b images. labels: int64 [b], or None where withheld.
    places: int64 [b], where each image stands among all training images."""

    views: Tensor
    labels: Tensor | None = None
    places: Tensor | None = None


class DataShape(NamedTuple):
    """How many training images there are, and of how many classes; 0 classes where labels are withheld."""

    images: int
    classes: int


class Method(nn.Module, ABC):
    """A way to train an encoder. Concrete methods are final; each lives in a file of its own."""

    name: ClassVar[str]
    title: ClassVar[str]
    family: ClassVar[str]
    needs_labels: ClassVar[bool]
    about: ClassVar[About]
    encoders: ClassVar[tuple[str, ...]] = ()
    """The encoders that it can train, where it can't train them all; another one is changed for the first of these."""
    usual: ClassVar[Mapping[str, Any]] = {}
    """The settings of a run that it is made for, where they differ from RunConfig's."""
    views: int = 2

    @dataclasses.dataclass(frozen=True)
    class Knobs:
        """The method's own settings; a method without any leaves this as it is."""

    def __init__(self, encoder: Encoder, knobs: Any, data: DataShape, generator: torch.Generator) -> None:
        super().__init__()
        self.encoder = encoder
        self.knobs = knobs

    @abstractmethod
    def loss(self, batch: Batch, step: int) -> Terms:
        """The loss of one batch, by named and weighted terms."""

    def after_step(self, step: int, total: int) -> None:
        """Called after the optimiser's step; the place for a moving-average target."""

    def embedding(self, x: Tensor) -> Tensor:
        """What the loss compares, [b, d], of images float [b, 3, h, w] in 0…1; the features where it compares none.

        Collapse shows here first.
        """
        return self.encoder(x)


METHODS: dict[str, type[Method]] = {}
"""Every registered method by its name."""

M = TypeVar("M", bound=type[Method])

FAMILIES = {
    "predict what was done": "Something is done to an image; the encoder has to tell what.",
    "fill in what is missing": "A part of an image is taken away; the encoder has to make up for it.",
    "tell images apart": "Views of one image belong together, and apart from all other images.",
    "agree with yourself": "Views of one image belong together; there are no others to be apart from.",
    "decorrelate": "Views of one image belong together, and no number of the embedding repeats another.",
    "cluster": "Images are sorted into groups that nobody named, and views of one image into the same.",
    "with labels": "For comparison: people have named every image.",
}
"""The branches of the family tree, in its order, and what their methods have in common."""


def register(name: str, *, title: str, family: str, needs_labels: bool = False) -> Callable[[M], M]:
    """Class decorator: makes a method known by `name` to the pages, the command line and the tests."""

    def add(cls: M) -> M:
        cls.name, cls.title, cls.family, cls.needs_labels = name, title, family, needs_labels
        METHODS[name] = cls
        return cls

    return add
