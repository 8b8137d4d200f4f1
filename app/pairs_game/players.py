"""What encoders answer: "same" where two views are more alike than a threshold, which was chosen on other pairs."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from app.names import method_title
from app.pairs_game.game import Game, Rules
from app.runs.encoders import EncoderKey
from ssl_demo.config import digest
from ssl_demo.data.images import Images
from ssl_demo.evaluation.pairs import choose_threshold, draw_pairs, right_answers, similarities
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run

CHOSEN_ON, SCORED_ON = 500, 2_000
"""Pairs that a threshold is chosen on, of training images; and pairs that it is scored on, of test images."""


@dataclass(frozen=True)
class Player:
    """An encoder and its answers to a game. alike: float [n], the cosine similarity of each pair."""

    title: str
    key: EncoderKey
    threshold: float
    alike: Tensor
    same: Tensor

    def says_same(self, number: int) -> bool:
        return bool(self.alike[number] > self.threshold)

    def right(self, count: int) -> list[bool]:
        """Whether each of the first so many answers is right."""
        return right_answers(self.alike[:count], self.same[:count], self.threshold).tolist()


def players_of(run: Run, game: Game) -> list[Player]:
    """The run's encoder as it is now and as it was before its first step. Raises UserError where one is lost."""
    titles = {"trained": f"{method_title(run.config.method)} encoder", "untrained": "untrained encoder"}
    found = []
    for which, title in titles.items():
        key = EncoderKey.of(run, which)
        rules = (digest(game.rules.recipe), game.rules.hard)
        threshold = _threshold(key, game.others.fingerprint, *rules, _images=game.others, _rules=game.rules)
        alike = _alike(key, game.id, _game=game)
        found.append(Player(title, key, threshold, alike, game.pairs.same))
    return found


def right_of_many(player: Player, game: Game, test: Images) -> tuple[int, int]:
    """How many pairs of test images it answers rightly, with the same threshold, and how many it was asked.

    Raises UserError where no pair of two such images can be drawn.
    """
    rules = (digest(game.rules.recipe), game.rules.hard)
    return _right_of_many(player.key, test.fingerprint, *rules, player.threshold, _images=test, _rules=game.rules)


# The underscored arguments are not looked at by the cache: the others tell them apart.


@st.cache_data(show_spinner="The encoders practise …", max_entries=64)
def _threshold(key: EncoderKey, images: str, recipe: str, hard: bool, _images: Images, _rules: Rules) -> float:
    pairs = draw_pairs(_images, CHOSEN_ON, _rules.recipe, generator(0, "pairs for a threshold"), hard)
    return choose_threshold(similarities(key.load(), pairs), pairs.same)


@st.cache_data(show_spinner=False, max_entries=256)
def _alike(key: EncoderKey, game: str, _game: Game) -> Tensor:
    return similarities(key.load(), _game.pairs)


@st.cache_data(show_spinner="The encoders answer 2,000 pairs more …", max_entries=64)
def _right_of_many(
    key: EncoderKey, images: str, recipe: str, hard: bool, threshold: float, _images: Images, _rules: Rules
) -> tuple[int, int]:
    pairs = draw_pairs(_images, SCORED_ON, _rules.recipe, generator(0, "pairs to score"), hard)
    return int(right_answers(similarities(key.load(), pairs), pairs.same, threshold).sum()), len(pairs)
