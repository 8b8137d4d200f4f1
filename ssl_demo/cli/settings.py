"""From the words of a command to a config."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import CurveConfig, Recipe, RunConfig, SubsetConfig, knobs
from ssl_demo.errors import UserError
from ssl_demo.methods.build import make_knobs, method_class, refuse_nonsense, usual_config

T = TypeVar("T")


def run_config(options: argparse.Namespace) -> RunConfig:
    """The config of `train`. Raises UserError for anything unknown or out of bounds, before any work is done."""
    cls = method_class(options.method)
    own = {f.name for f in dataclasses.fields(cls.Knobs)}
    chosen: dict[str, float | int | str] = {}
    settings: dict[str, str] = {}
    for name, value in map(_pair, options.set):
        if name in own:
            chosen[name] = value
        else:
            settings[name] = value
    typed = make_knobs(cls, chosen)
    data = SubsetConfig(
        dataset=options.dataset,
        classes=tuple(_words(options.classes or "")),
        images=options.images,
    )
    recipe = {"recipe": preset(options.recipe)} if options.recipe else {}
    encoder = {"encoder": options.encoder} if options.encoder else {}
    config = usual_config(
        options.method,
        data=data,
        knobs={name: getattr(typed, name) for name in chosen},
        seconds=options.seconds,
        epochs=options.epochs,
        seed=options.seed,
        **recipe,
        **encoder,
        **_typed_settings(settings, own),
    )
    if config.data.images is not None:
        refuse_nonsense(config, config.data.images)
    return config


def curve_config(options: argparse.Namespace) -> CurveConfig:
    """The config of `curve`."""
    usual = CurveConfig()
    return CurveConfig(
        runs=tuple(options.run),
        contenders=tuple(_words(options.contenders)) if options.contenders else usual.contenders,
        labels=tuple(_number(int, "labels", word) for word in _words(options.labels)),
        draws=options.draws,
        supervised_share=options.supervised_share if options.supervised_share is not None else usual.supervised_share,
        wrong=tuple(_number(float, "wrong", word) for word in _words(options.wrong)),
        flips=options.flips,
        seed=options.seed,
    )


def preset(name: str) -> Recipe:
    """The augmentation preset of this name; case, spaces and hyphens don't matter."""
    named = {_plain(title): recipe for title, recipe in PRESETS.items()}
    if _plain(name) not in named:
        raise UserError(f"There is no recipe {name!r}; choose one of {', '.join(PRESETS)}.")
    return named[_plain(name)]


def _typed_settings(settings: dict[str, str], own: Iterable[str]) -> dict[str, Any]:
    elsewhere = {"encoder", "seconds", "epochs", "seed"}
    known = {name for name in knobs(RunConfig) if name not in elsewhere}
    types = {f.name: type(f.default) for f in dataclasses.fields(RunConfig)}
    for name in settings:
        if name not in known:
            raise UserError(f"There is no knob {name!r}; there are {', '.join([*own, *sorted(known)])}.")
    return {name: _number(types[name], name, value) for name, value in settings.items()}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UserError(f"{text!r} sets nothing; write it as knob=value.")
    return name.strip(), value.strip()


def _number(kind: Callable[[str], T], name: str, text: str) -> T:
    try:
        return kind(text)
    except ValueError as error:
        raise UserError(f"{name} is {text!r}; it has to be a number.") from error


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
