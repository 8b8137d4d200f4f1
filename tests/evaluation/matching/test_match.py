"""Mutual nearest neighbours."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ssl_demo.evaluation.matching.describe import Described
from ssl_demo.evaluation.matching.match import match
from ssl_demo.randomness import generator


def described(descriptors: torch.Tensor) -> Described:
    return Described(torch.zeros(len(descriptors), 2), descriptors)


def on_a_line(*values: float) -> Described:
    return described(torch.tensor(values, dtype=torch.float32)[:, None])


def test_a_match_is_nearest_both_ways() -> None:
    # 4 is nearest to 5, but 5 is nearest to 5.5.
    matches = match(on_a_line(0, 4, 5.5), on_a_line(0.5, 5))
    assert matches.left.tolist() == [0, 2]
    assert matches.right.tolist() == [0, 1]
    assert matches.distances.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("left", "right"),
    [((0, 9), (-1, 1)), ((-1, 1), (0,)), ((3, 3), (3,)), ((3,), (3, 3))],
    ids=["as near to two", "two as near to it", "twins", "twins in the other picture"],
)
def test_a_tie_is_no_match(left: tuple[float, ...], right: tuple[float, ...]) -> None:
    assert len(match(on_a_line(*left), on_a_line(*right))) == 0


def test_rounding_makes_no_difference_out_of_a_tie() -> None:
    descriptors = torch.nn.functional.normalize(torch.rand(1, 64, generator=generator(0, "tie")), dim=1)
    nearly = descriptors + 1e-7 * torch.randn(1, 64, generator=generator(1, "tie"))
    assert len(match(described(descriptors), described(torch.cat([descriptors, nearly])))) == 0


def test_it_is_the_mutual_pairs_of_a_table_of_distances() -> None:
    left, right = (torch.randn(count, 20, generator=generator(count, "table")) for count in (60, 50))
    table = np.linalg.norm(left.double().numpy()[:, None] - right.double().numpy()[None], axis=2)
    expected = [(i, int(row.argmin())) for i, row in enumerate(table) if table[:, row.argmin()].argmin() == i]
    matches = match(described(left), described(right))
    assert list(zip(matches.left.tolist(), matches.right.tolist(), strict=True)) == expected
    distances = [table[pair] for pair in expected]
    assert matches.distances.tolist() == pytest.approx(distances, rel=1e-5)


@pytest.mark.parametrize(("left", "right"), [(0, 3), (3, 0), (0, 0)])
def test_where_there_are_no_points_there_is_no_match(left: int, right: int) -> None:
    assert len(match(described(torch.rand(left, 4)), described(torch.rand(right, 4)))) == 0
