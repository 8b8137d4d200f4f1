"""How matching bears a change that gets stronger and stronger, over several pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor

from ssl_demo.evaluation.matching.change import Change, Twin, apply
from ssl_demo.evaluation.matching.describe import Described, Kind, Picture
from ssl_demo.evaluation.matching.match import match
from ssl_demo.evaluation.matching.score import Score, judge
from ssl_demo.randomness import generator

STRENGTHS: dict[str, tuple[float, ...]] = {
    "rotation": (0, 10, 20, 30, 45, 60, 90, 135, 180),
    "scale": (1, 0.85, 0.7, 0.55, 0.4, 1.2, 1.4, 1.7, 2),
    "perspective": (0, 10, 20, 30, 40, 50, 60),
    "light": (0, 0.25, 0.5, 0.7, 0.85, 0.95),
    "contrast": (1, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05),
    "blur": (0, 0.5, 1, 2, 3, 4.5, 6),
    "noise": (0, 5, 10, 20, 40, 60, 80),
    "occlusion": (0, 0.2, 0.4, 0.6, 0.8),
}
"""For each of a change's knobs, the strengths it is tried at, the first of which does nothing."""


@dataclass(frozen=True)
class Pair:
    """A picture and what was made of it."""

    picture: Picture
    made: Twin
    twin: Picture

    @classmethod
    def of(cls, picture: Picture, change: Change, seed: int = 0) -> Pair:
        """The same picture, change and seed give the same pair."""
        made = apply(picture.pixels, change, generator(seed, "twin"))
        return cls(picture, made, Picture(made.picture))

    def scored(self, kind: Kind, left: Described | None = None) -> Score:
        """How well this kind of features matches the two. left: what it makes of the picture, where that is known."""
        left, right = kind(self.picture) if left is None else left, kind(self.twin)
        return judge(left, right, match(left, right), self.made)


def ladder(pictures: Sequence[Tensor], knob: str) -> list[list[Pair]]:
    """For each strength of a change, each picture, uint8 [3, 256, 256], with its twin."""
    originals = [Picture(pixels) for pixels in pictures]
    changes = [_change(knob, strength) for strength in STRENGTHS[knob]]
    return [[Pair.of(picture, change, seed) for seed, picture in enumerate(originals)] for change in changes]


def _change(knob: str, strength: Any) -> Change:
    return replace(Change(), **{knob: strength})


@dataclass(frozen=True)
class Curve:
    """For each step of a ladder: accuracy and found, in 0…1, by the number of the picture."""

    accuracy: tuple[dict[int, float], ...]
    found: tuple[dict[int, float], ...]


def curve(steps: Sequence[Sequence[Pair]], kind: Kind) -> Curve:
    """How well this kind of features matches every pair of a ladder, whose steps have the same pictures in one order.

    A picture of which the twin shows points and that has no match counts as 0 in both; one of which the twin shows no
    point isn't counted.
    """
    lefts = [kind(pair.picture) for pair in steps[0]]
    scores = [{number: pair.scored(kind, lefts[number]) for number, pair in enumerate(pairs)} for pairs in steps]
    shown = [{number: score for number, score in step.items() if score.visible} for step in scores]
    return Curve(
        tuple({number: score.accuracy or 0.0 for number, score in step.items()} for step in shown),
        tuple({number: score.found or 0.0 for number, score in step.items()} for step in shown),
    )
