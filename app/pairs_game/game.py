"""One game: its pairs, and how many of them somebody has answered rightly. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.names import class_name
from ssl_demo.config import Recipe, digest
from ssl_demo.data.images import Images
from ssl_demo.evaluation.pairs import Pairs, draw_pairs
from ssl_demo.randomness import generator

ROUNDS = 10
FIRST_SEED, LAST_SEED = 0, 9_999


@dataclass(frozen=True)
class Rules:
    """What the pairs of a game depend on, beside the images. hard: two images are then of one class."""

    recipe: Recipe
    hard: bool
    seed: int


@dataclass(frozen=True)
class Game:
    """Ten pairs, drawn from one half of the images, and the other half, which thresholds are chosen on."""

    rules: Rules
    pairs: Pairs
    images: Images
    others: Images

    @property
    def id(self) -> str:
        """What tells it from all other games: on the same images with the same rules it is the same."""
        return f"{self.images.fingerprint}{digest(self.rules)}"

    def class_of(self, place: Tensor) -> str:
        """What the image at this place shows."""
        return class_name(self.images.classes[int(self.images.labels[place])])


def halves(images: Images) -> tuple[Images, Images]:
    """The images in two halves by lot, the same in every game: to play with, and to choose thresholds on."""
    order, middle = torch.randperm(len(images), generator=generator(0, "pairs halves")), len(images) // 2
    return images.take(order[:middle]), images.take(order[middle:])


def new_game(images: Images, others: Images, rules: Rules) -> Game:
    """The game of these rules on the two halves. Raises UserError where no pair of two images can be drawn."""
    pairs = draw_pairs(images, ROUNDS, rules.recipe, generator(rules.seed, "pairs game"), rules.hard)
    return Game(rules, pairs, images, others)


def wilson(right: int, asked: int) -> tuple[float, float]:
    """The 95 % interval of a share of right answers (Wilson 1927, "Probable Inference, the Law of Succession, and
    Statistical Inference"), which stays within 0…1 for few rounds too."""
    from scipy.stats import binomtest

    interval = binomtest(right, asked).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def told(right: Sequence[bool]) -> str:
    """Markdown: "**7 of 10** (40 – 89 %)", or a dash while there is no answer."""
    if not right:
        return "–"
    low, high = wilson(sum(right), len(right))
    return f"**{sum(right)} of {len(right)}** ({100 * low:.0f} – {100 * high:.0f}\u00a0%)"
