"""Accuracy against the strength of a change."""

from __future__ import annotations

from dataclasses import fields

import pytest
import torch

from ssl_demo.config import knobs
from ssl_demo.evaluation.matching.change import Change
from ssl_demo.evaluation.matching.curve import STRENGTHS, curve, ladder
from ssl_demo.evaluation.matching.describe import HAND_MADE, Described, Picture
from ssl_demo.evaluation.matching.photographs import photograph

PICTURES = [photograph("coins.png"), photograph("coffee.png")]


def test_every_change_has_a_ladder_that_begins_with_nothing() -> None:
    assert set(STRENGTHS) == {field.name for field in fields(Change)}
    for name, strengths in STRENGTHS.items():
        assert strengths[0] == getattr(Change(), name)
        knob = knobs(Change)[name]
        assert all(knob.low <= strength <= knob.high for strength in strengths)
        assert len(set(strengths)) == len(strengths) > 4


def test_a_curve_begins_perfect_and_falls_with_the_noise() -> None:
    found = curve(ladder(PICTURES, "noise"), HAND_MADE["sift"])
    assert found.accuracy[0] == found.found[0] == {0: 1.0, 1: 1.0}
    for number in range(2):
        values = [step[number] for step in found.found]
        assert values == sorted(values, reverse=True)
        assert values[-1] < 0.4


def test_its_values_are_those_of_the_pairs() -> None:
    steps = ladder(PICTURES, "scale")
    found = curve(steps, HAND_MADE["orb"])
    for place in (1, 4):
        for number, pair in enumerate(steps[place]):
            score = pair.scored(HAND_MADE["orb"])
            assert found.accuracy[place][number] == score.accuracy
            assert found.found[place][number] == score.found


def test_no_picture_is_described_twice_not_even_one_without_points() -> None:
    blank = torch.full((3, 256, 256), 128, dtype=torch.uint8)
    steps, asked = ladder([PICTURES[0], blank], "noise"), []

    def noted(picture: Picture) -> Described:
        asked.append(id(picture))
        return HAND_MADE["orb"](picture)

    curve(steps, noted)
    pairs = [pair for step in steps for pair in step]
    pictures = {id(picture) for pair in pairs for picture in (pair.picture, pair.twin)}
    assert len(pictures) == 2 + len(pairs)
    assert sorted(asked) == sorted(pictures)


def test_the_same_pictures_give_the_same_curve() -> None:
    one, other = (curve(ladder(PICTURES, "noise"), HAND_MADE["pixels"]) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("level", [0, 128])
def test_a_picture_without_points_is_left_out(level: int) -> None:
    blank = torch.full((3, 256, 256), level, dtype=torch.uint8)
    found = curve(ladder([PICTURES[0], blank], "blur"), HAND_MADE["sift"])
    assert all(set(step) == {0} for step in (*found.accuracy, *found.found))


def test_a_picture_that_is_matched_nowhere_counts_as_nothing_right() -> None:
    faint = (PICTURES[1].float() * 0.4 + 80).to(torch.uint8)
    found = curve(ladder([PICTURES[0], faint], "contrast"), HAND_MADE["orb"])
    assert found.accuracy[0][1] == 1.0
    assert found.accuracy[-1][1] == found.found[-1][1] == 0.0
