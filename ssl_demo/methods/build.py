"""From a config to the method that it asks for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import torch

from ssl_demo.config import RunConfig, check, knobs
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.methods.base import METHODS, DataShape, Method
from ssl_demo.models import make_encoder


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
    made = cls.Knobs(**typed)
    check(made)
    return made


def usual_config(method: str, **changes: Any) -> RunConfig:
    """The settings that a method is made for, with these changes. Raises UserError for an unknown method."""
    return RunConfig(method=method, **{**method_class(method).usual, **changes})


def suited(config: RunConfig) -> RunConfig:
    """The config with an encoder that its method can train: its own where possible."""
    encoders = method_class(config.method).encoders
    if not encoders or config.encoder in encoders:
        return config
    return dataclasses.replace(config, encoder=encoders[0])


def refuse_nonsense(config: RunConfig, images: int) -> None:
    """Raise UserError where the config's knobs make no sense for so many training images."""
    cls = method_class(config.method)
    made = make_knobs(cls, config.knobs)
    for name, knob in knobs(made).items():
        if knob.of_images and name in config.knobs and getattr(made, name) > images:
            raise UserError(
                f"{name} is {getattr(made, name):,}, more than the {images:,} training images there are: some would be "
                f"in it twice. Choose at most {images:,}, or train on more images."
            )


def views_per_image(config: RunConfig) -> int:
    """How many views of each image a step of this config sees."""
    cls = method_class(config.method)
    return getattr(make_knobs(cls, config.knobs), "views", cls.views)


def build(config: RunConfig, images: Images, generator: torch.Generator) -> Method:
    """The method that a config asks for, with a fresh encoder, suited to it, whose stem is learned from these images.

    A knob that counts images and was left as it is, is lowered to as many as there are.
    """
    cls = method_class(config.method)
    made = make_knobs(cls, config.knobs)
    counts = [name for name, knob in knobs(made).items() if knob.of_images and name not in config.knobs]
    made = dataclasses.replace(made, **{name: min(getattr(made, name), len(images)) for name in counts})
    if cls.needs_labels and len(images.classes) < 2:
        raise UserError(f"{cls.title} learns from labels and needs at least two classes.")
    encoder = make_encoder(suited(config).encoder, images.pixels, generator)
    return cls(encoder, made, DataShape(len(images), len(images.classes)), generator)
