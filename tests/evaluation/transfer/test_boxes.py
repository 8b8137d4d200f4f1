"""Boxes are scored by overlap: against boxes worked out by hand and against counted pixels."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ssl_demo.data.images import Dataset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.transfer.boxes import Boxes, intersection_over_union


@pytest.mark.parametrize(
    ("box", "truth", "expected"),
    [
        ((0, 0, 10, 10), (0, 0, 10, 10), 1.0),
        ((0, 0, 10, 10), (5, 0, 15, 10), 50 / 150),  # half of each is shared
        ((0, 0, 10, 10), (10, 0, 20, 10), 0.0),  # they only touch
        ((2, 2, 4, 4), (0, 0, 8, 8), 4 / 64),  # one within the other
        ((8, 8, 2, 2), (0, 0, 10, 10), 0.0),  # the wrong way round: empty
        ((3, 0, 3, 10), (0, 0, 10, 10), 0.0),  # a line
    ],
)
def test_overlaps_by_hand(box: tuple[float, ...], truth: tuple[float, ...], expected: float) -> None:
    found = intersection_over_union(torch.tensor([box]).float(), torch.tensor([truth]).float())
    assert found.tolist() == pytest.approx([expected])


def covered(boxes: Tensor) -> Tensor:
    """The pixels of a 32 × 32 image that lie in each box of whole numbers: bool [n, 32, 32]."""
    place = torch.arange(32)
    x0, y0, x1, y1 = boxes[:, :, None].unbind(1)
    across, down = (place >= x0) & (place < x1), (place >= y0) & (place < y1)
    return down[:, :, None] & across[:, None, :]


def test_overlaps_are_those_of_counted_pixels() -> None:
    """Of 1,200 boxes, so of more than are compared at a time."""
    dice = torch.Generator().manual_seed(0)
    corners = torch.randint(0, 31, (2, 1_200, 2), generator=dice)
    sizes = torch.randint(1, 20, (2, 1_200, 2), generator=dice)
    boxes, truth = torch.cat([corners, (corners + sizes).clamp(max=32)], dim=2)
    mine, true = covered(boxes), covered(truth)
    expected = (mine & true).sum((1, 2)) / (mine | true).sum((1, 2))
    assert torch.allclose(intersection_over_union(boxes, truth), expected)


def test_a_wholly_hidden_object_gets_one_clear_sentence() -> None:
    with pytest.raises(UserError, match="wholly hidden"):
        intersection_over_union(torch.tensor([[0.0, 0, 5, 5]]), torch.tensor([[3.0, 3, 3, 3]]))


def test_an_image_whose_object_is_hidden_is_not_asked(scenes: Dataset) -> None:
    box = scenes.train.factors["box"].clone()
    box[0, 2:] = box[0, :2]
    task = Boxes("box", scenes, box, scenes.test.factors["box"])
    assert task.known(task.train).tolist() == [False] + 299 * [True]
    assert torch.allclose(task.constant(), box[1:].mean(dim=0, keepdim=True))


def test_a_mean_box_overlaps_with_all_toys_but_fits_none(scenes: Dataset) -> None:
    task = Boxes("box", scenes, scenes.train.factors["box"], scenes.test.factors["box"])
    assert 0.5 < task.chance < 0.95
    assert float(task.scores(task.answers(task.outputs(task.test)), task.test).min()) == pytest.approx(1.0)
