"""Knobs that several methods have, with one help for all. A method's own Knobs inherit them and may change defaults."""

from __future__ import annotations

from dataclasses import dataclass

from ssl_demo.config import knob

ON, OFF = "on", "off"


def switch(help: str, start: str = ON) -> str:
    """A part of a method that can be switched off, to see what it is good for."""
    return knob(start, choices=(ON, OFF), help=help)


def softness(start: float, *, help: str, high: float = 5.0) -> float:
    """A temperature: how softly something chooses between groups."""
    return knob(start, low=0.01, high=high, log=True, help=help, why="scores are divided by it")


@dataclass(frozen=True)
class HeadKnobs:
    """For methods with a head that answers a question about the features."""

    hidden: int = knob(256, choices=(128, 256, 512, 1024), help="width of the head's hidden layer")


@dataclass(frozen=True)
class TileKnobs(HeadKnobs):
    """For methods that cut images into tiles."""

    gap: float = knob(
        0.25,
        low=0.0,
        high=0.5,
        help="share of a quarter's side that its tile lacks, so that lines don't go on from one tile to the next",
        why="of less than half of a quarter there is nothing left to see",
    )
    side: int = knob(16, choices=(16, 24, 32), help="side, in pixels, to which tiles are enlarged")


@dataclass(frozen=True)
class ProjectorKnobs:
    """For methods whose loss sees a projection of the features of several views."""

    hidden: int = knob(256, choices=(128, 256, 512, 1024), help="width of the projector's hidden layer")
    width: int = knob(64, choices=(32, 64, 128, 256, 512), help="width of the embedding that the loss sees")
    views: int = knob(4, choices=(2, 4), help="views of each image in a step")


@dataclass(frozen=True)
class ContrastKnobs(ProjectorKnobs):
    """For methods in which views of an image have to be told from those of others."""

    temperature: float = knob(
        0.2,
        low=0.005,
        high=20.0,
        log=True,
        help="how sharply the nearest rivals count",
        why="similarities are divided by it, and near 0 only the very nearest rival would count",
    )
