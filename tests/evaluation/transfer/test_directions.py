"""Directions are scored in degrees: across the end of the circle, and where cosines lose their digits."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.spatial.distance import cosine

from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.transfer.directions import Directions, degrees_between, plane


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(359, 1, 2), (0, 180, 180), (10, 10, 0), (-170, 170, 20), (45, 135, 90)]
)
def test_angles_by_hand(one: float, other: float, expected: float) -> None:
    first, second = (plane(torch.tensor([math.radians(angle)])) for angle in (one, other))
    assert degrees_between(first, second).tolist() == pytest.approx([expected], abs=1e-4)


def test_directions_in_space_are_those_of_scipy() -> None:
    vectors = torch.nn.functional.normalize(torch.randn(2, 50, 3, generator=torch.Generator().manual_seed(0)), dim=2)
    expected = [np.degrees(np.arccos(1 - cosine(a.double(), b.double()))) for a, b in zip(*vectors, strict=True)]
    assert degrees_between(*vectors).tolist() == pytest.approx(expected, rel=1e-4)


def test_a_small_angle_is_not_lost() -> None:
    """An arc cosine of float32 gives 0 here."""
    small = torch.tensor([[0.0], [1e-4]])
    one, other = plane(small.flatten()).split(1)
    assert degrees_between(one, other).item() == pytest.approx(math.degrees(1e-4), rel=1e-3)


def test_no_direction_at_all_is_a_right_angle_away_from_none(scenes: Dataset) -> None:
    """A model that says nothing, a vector of length 0, is scored as a number, and not as a perfect answer."""
    task = Directions("angle", scenes, plane(torch.zeros(300)), plane(torch.zeros(100)))
    answers = task.answers(torch.zeros(1, 2))
    assert task.scores(answers, task.test[:1]).item() == pytest.approx(90)


def test_the_mean_light_is_the_answer_without_a_look(scenes: Dataset) -> None:
    task = Directions("light", scenes, scenes.train.factors["light"], scenes.test.factors["light"])
    guess = torch.nn.functional.normalize(scenes.train.factors["light"].mean(dim=0), dim=0)
    expected = torch.rad2deg((scenes.test.factors["light"] @ guess).acos()).mean()
    assert task.chance == pytest.approx(float(expected), rel=1e-3)
