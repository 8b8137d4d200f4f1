"""Depth is scored by its relative error: by hand, and against scikit-learn."""

from __future__ import annotations

import pytest
import torch
from sklearn.metrics import mean_absolute_percentage_error

from ssl_demo.data.images import Dataset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.transfer.depth_maps import GRID, DepthMaps, relative_error


def test_errors_by_hand() -> None:
    truth = torch.tensor([[[1.0, 2.0], [4.0, 4.0]]])
    assert relative_error(truth, truth).tolist() == [0.0]
    assert relative_error(2 * truth, truth).tolist() == [1.0]  # twice as far everywhere is off by 100 %
    assert relative_error(torch.full_like(truth, 2.0), truth).tolist() == pytest.approx([(1 + 0 + 0.5 + 0.5) / 4])


def test_errors_are_scikit_learns() -> None:
    dice = torch.Generator().manual_seed(0)
    depth, truth = 1 + torch.rand(2, 5, 8, 8, generator=dice)
    expected = [mean_absolute_percentage_error(t.flatten(), d.flatten()) for d, t in zip(depth, truth, strict=True)]
    assert relative_error(depth, truth).tolist() == pytest.approx(expected)


def test_a_constant_depth_can_be_scored_but_leaves_nothing_to_tell(scenes: Dataset) -> None:
    flat = torch.full((300, 32, 32), 3.0)
    task = DepthMaps("depth", scenes, flat, torch.full((100, 32, 32), 2.0))
    assert not task.varies()
    assert task.chance == pytest.approx(0.5)  # 3 where 2 is true


def test_a_depth_of_zero_gets_one_clear_sentence() -> None:
    with pytest.raises(UserError, match="depth of 0"):
        relative_error(torch.ones(1, 2, 2), torch.zeros(1, 2, 2))


def test_a_coarse_map_keeps_flat_surfaces_and_blurs_edges(scenes: Dataset) -> None:
    task = DepthMaps("depth", scenes, scenes.train.factors["depth_map"], scenes.test.factors["depth_map"])
    outputs = task.outputs(task.test)
    assert outputs.shape == (100, GRID**2)
    plane = torch.full((1, GRID**2), 2.5)
    assert torch.equal(task.answers(plane), torch.full((1, 32, 32), 2.5))
    coarse = task.scores(task.answers(outputs), task.test)
    assert 0 < float(coarse.mean()) < task.chance / 2  # the best that such a map can do
