"""What every method is: an encoder, and a loss made of named terms."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar

import torch
from torch import Tensor, nn

from ssl_demo.config import RunConfig, check
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.models import Encoder, make_encoder

Terms = dict[str, Tensor]
"""A loss by its named terms, already weighted: the loss is their sum, and each is drawn live."""


class Batch(NamedTuple):
    """views: float [v, b, 3, h, w] in 0…1, v views of each of b images. labels: int64 [b], or None where withheld."""

    views: Tensor
    labels: Tensor | None = None


class Method(nn.Module, ABC):
    """A way to train an encoder. Concrete methods are final; each lives in a file of its own."""

    name: ClassVar[str]
    title: ClassVar[str]
    family: ClassVar[str]
    needs_labels: ClassVar[bool]
    views: int = 2

    @dataclasses.dataclass(frozen=True)
    class Knobs:
        """The method's own settings; a method without any leaves this as it is."""

    def __init__(self, encoder: Encoder, knobs: Any, classes: int, generator: torch.Generator) -> None:
        """classes: how many labels there are; 0 where they are withheld."""
        super().__init__()
        self.encoder = encoder
        self.knobs = knobs

    @abstractmethod
    def loss(self, batch: Batch, step: int) -> Terms:
        """The loss of one batch, by named and weighted terms."""

    def after_step(self, step: int, total: int) -> None:
        """Called after the optimiser's step; the place for a moving-average target."""


METHODS: dict[str, type[Method]] = {}
"""Every registered method by its name."""

M = TypeVar("M", bound=type[Method])


def register(name: str, *, title: str, family: str, needs_labels: bool = False) -> Callable[[M], M]:
    """Class decorator: makes a method known by `name` to the pages, the command line and the tests."""

    def add(cls: M) -> M:
        cls.name, cls.title, cls.family, cls.needs_labels = name, title, family, needs_labels
        METHODS[name] = cls
        return cls

    return add


def method_class(name: str) -> type[Method]:
    """The method of this name. Raises UserError for an unknown one."""
    if name not in METHODS:
        raise UserError(f"There is no method {name!r}; choose one of {', '.join(sorted(METHODS))}.")
    return METHODS[name]


def make_knobs(cls: type[Method], chosen: Mapping[str, float | int | str]) -> Any:
    """The method's knobs with the chosen values. Raises UserError for an unknown knob or one out of its bounds."""
    defaults = cls.Knobs()
    known = {f.name: type(getattr(defaults, f.name)) for f in dataclasses.fields(cls.Knobs)}
    for name in chosen:
        if name not in known:
            raise UserError(f"{cls.title} has no knob {name!r}; it has {', '.join(known) or 'none'}.")
    try:
        typed = {name: known[name](value) for name, value in chosen.items()}
    except (TypeError, ValueError) as error:
        raise UserError(f"A knob of {cls.title} needs a number: {error}.") from error
    knobs = cls.Knobs(**typed)
    check(knobs)
    return knobs


def views_per_image(config: RunConfig) -> int:
    """How many views of each image a step of this config sees."""
    cls = method_class(config.method)
    return getattr(make_knobs(cls, config.knobs), "views", cls.views)


def build(config: RunConfig, images: Images, generator: torch.Generator) -> Method:
    """The method that a config asks for, with a fresh encoder whose stem is learned from these images."""
    cls = method_class(config.method)
    knobs = make_knobs(cls, config.knobs)
    if cls.needs_labels and len(images.classes) < 2:
        raise UserError(f"{cls.title} learns from labels and needs at least two classes.")
    encoder = make_encoder(config.encoder, images.pixels, generator)
    return cls(encoder, knobs, len(images.classes), generator)
