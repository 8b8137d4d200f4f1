import pytest
import torch

from ssl_demo.errors import UserError
from ssl_demo.evaluation.label_draws import draw_labels, feasible

LABELS = torch.tensor([0, 1, 2] * 20 + [0] * 7)


@pytest.mark.parametrize("per_class", [1, 5, 20])
def test_every_class_gets_equally_many_labels_and_no_image_two(per_class: int) -> None:
    chosen = draw_labels(LABELS, per_class, draw=0, seed=0)
    assert LABELS[chosen].bincount().tolist() == [per_class] * 3
    assert len(chosen.unique()) == len(chosen)


def test_a_draw_repeats_itself_and_differs_from_others() -> None:
    first = draw_labels(LABELS, 5, draw=0, seed=0)
    assert torch.equal(first, draw_labels(LABELS, 5, draw=0, seed=0))
    assert not torch.equal(first, draw_labels(LABELS, 5, draw=1, seed=0))
    assert not torch.equal(first, draw_labels(LABELS, 5, draw=0, seed=1))


def test_more_labels_of_a_draw_contain_the_fewer() -> None:
    few, many = (set(draw_labels(LABELS, n, draw=2, seed=0).tolist()) for n in (3, 12))
    assert few < many


def test_every_image_is_drawn_sooner_or_later() -> None:
    drawn = torch.cat([draw_labels(LABELS, 5, draw, seed=0) for draw in range(60)])
    assert len(drawn.unique()) == len(LABELS)


def test_more_labels_than_a_class_has_are_refused_or_left_out() -> None:
    with pytest.raises(UserError, match="has 20 training images"):
        draw_labels(LABELS, 21, draw=0, seed=0)
    assert feasible(LABELS, (1, 20, 21, 500)) == (1, 20)
    with pytest.raises(UserError, match="choose 1 to 20 labels"):
        feasible(LABELS, (21,))
