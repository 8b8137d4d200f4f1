"""Every way to break a method: those that its own file names, and those that all methods share."""

from __future__ import annotations

import dataclasses
from typing import Any

from ssl_demo.config import RunConfig, knobs
from ssl_demo.methods.about import Sabotage
from ssl_demo.methods.build import make_knobs, method_class
from ssl_demo.methods.knobs import ContrastKnobs

FASTER = 30.0
"""By how much both learning rates grow, as far as their bounds allow."""
SHARP, BLUNT = 0.01, 10.0
"""Temperatures far below and far above those that contrasts are trained with."""


def sabotages_of(config: RunConfig) -> tuple[Sabotage, ...]:
    """The ways to break the method of these healthy settings, its own first. Raises UserError for an unknown method."""
    cls = method_class(config.method)
    of_temperature = (_TOO_SHARP, _TOO_BLUNT) if issubclass(cls.Knobs, ContrastKnobs) else ()
    return (*cls.about.sabotage, *of_temperature, _too_fast(config))


def sabotaged(config: RunConfig, sabotage: Sabotage) -> RunConfig:
    """The settings with what keeps their method healthy taken away. Raises UserError where a knob refuses."""
    broken = dataclasses.replace(config, knobs={**config.knobs, **sabotage.knobs}, **sabotage.settings)
    make_knobs(method_class(config.method), broken.knobs)
    return broken


_TOO_SHARP = Sabotage(
    f"Set the temperature to {SHARP:g}",
    knobs={"temperature": SHARP},
    why="Similarities are divided by the temperature before they compete, so only the single most similar rival "
    "still counts. As soon as a view is a little nearer to its partner than to that rival, the loss is content: it "
    "never asks for more room.",
    cure="A temperature of 0.1 to 0.5. Many rivals then push at once, the nearest ones hardest (Wang & Liu 2021), and "
    "go on pushing until the embeddings have spread.",
)
_TOO_BLUNT = Sabotage(
    f"Set the temperature to {BLUNT:g}",
    knobs={"temperature": BLUNT},
    why="Divided by so much, all similarities become nearly the same number. Every rival then pushes alike, however "
    "near it is. To send whole crowds of images to opposite sides is enough, and a few directions do for that.",
    cure="A temperature of 0.1 to 0.5. The nearest rivals then push hardest (Wang & Liu 2021), so two images that only "
    "look alike have to differ in some further direction as well.",
)


def _too_fast(config: RunConfig) -> Sabotage:
    bounds = knobs(RunConfig)
    faster: dict[str, Any] = {
        name: min(FASTER * getattr(config, name), bounds[name].high or float("inf"))
        for name in ("muon_rate", "learning_rate")
    }
    return Sabotage(
        f"Multiply the learning rate by {FASTER:g}",
        settings=faster,
        why="Steps so long should overshoot the place where the loss is low, and make the loss run off to infinity. "
        "Here two things rein the weights in: batch norm undoes any growth of those before it, and Muon's steps have "
        "the same length however steep the loss is. So it depends on the method: some don't mind, others keep their "
        "spread and yet learn less, and some lose their directions or all of their spread.",
        cure="A learning rate at which the loss falls steadily, reached over some warm-up steps, and lowered to "
        "nothing towards the end so that the weights can settle.",
    )
