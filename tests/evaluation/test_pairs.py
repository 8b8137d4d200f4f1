"""Pairs of views, and the threshold above which they are called the same, against every other threshold."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, roc_curve
from sklearn.metrics.pairwise import paired_cosine_distances
from torch import Tensor

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.pairs import Pairs, choose_threshold, draw_pairs, right_answers, similarities
from ssl_demo.models import make_encoder
from ssl_demo.randomness import generator

NONE = PRESETS["None"]


def drawn(images: Images, count: int = 400, recipe: Recipe = NONE, seed: int = 0, same_class: bool = False) -> Pairs:
    return draw_pairs(images, count, recipe, generator(seed, "test"), same_class)


def made_up(seed: int, count: int = 60, digits: int | None = None) -> tuple[Tensor, Tensor]:
    """Similarities that are higher where both are the same, but not always."""
    dice = np.random.default_rng(seed)
    same = dice.random(count) < 0.5
    values = dice.normal(0.4 + 0.3 * same, 0.25)
    return torch.tensor(values if digits is None else values.round(digits)), torch.tensor(same)


# Drawing


def test_views_are_of_the_images_at_their_places(coloured: Images) -> None:
    pairs = drawn(coloured)
    assert torch.equal(pairs.first, coloured.pixels[pairs.left])
    assert torch.equal(pairs.second, coloured.pixels[pairs.right])
    assert pairs.first.dtype == torch.uint8


def test_a_coin_decides_whether_there_is_one_image_or_two(coloured: Images) -> None:
    same = drawn(coloured, 2_000).same
    assert abs(float(same.float().mean()) - 0.5) < 4 * (0.25 / 2_000) ** 0.5
    assert len({tuple(drawn(coloured, 10, seed=seed).same.tolist()) for seed in range(20)}) > 15


def test_two_views_of_one_image_are_drawn_apart(coloured: Images) -> None:
    pairs = drawn(coloured, recipe=Recipe())
    alike = (pairs.first == pairs.second).flatten(1).all(dim=1)
    assert not alike.any()


def test_the_second_image_is_any_other_one(coloured: Images) -> None:
    few = coloured.take(torch.arange(5))
    pairs = drawn(few, 4_000)
    two = ~pairs.same
    counts = torch.zeros(5, 5).index_put_((pairs.left[two], pairs.right[two]), torch.tensor(1.0), accumulate=True)
    assert (counts.diagonal() == 0).all()
    expected = float(two.sum()) / 20
    assert ((counts + expected * torch.eye(5) - expected).abs() < 5 * expected**0.5).all()


def test_hard_pairs_are_of_one_class(coloured: Images) -> None:
    labels = torch.cat([torch.zeros(1), torch.ones(3), torch.full((60,), 2)]).long()
    images = Images(coloured.pixels, labels, ("alone", "few", "many"))
    pairs = drawn(images, 2_000, same_class=True)
    assert torch.equal(labels[pairs.left], labels[pairs.right])
    # An image that is alone in its class has no other to differ from.
    assert 0 not in pairs.left
    assert {1, 2, 3} <= set(pairs.left.tolist()) and {1, 2, 3} <= set(pairs.right[~pairs.same].tolist())
    easy = drawn(images, 2_000)
    assert (labels[easy.left] != labels[easy.right]).any()


def test_the_same_seed_gives_the_same_pairs(coloured: Images) -> None:
    one, again, other = (drawn(coloured, recipe=Recipe(), seed=seed) for seed in (3, 3, 4))
    assert torch.equal(one.first, again.first) and torch.equal(one.right, again.right)
    assert not torch.equal(one.left, other.left)


@pytest.mark.parametrize(("count", "same_class"), [(1, False), (2, True)])
def test_where_no_two_images_can_be_drawn_it_says_so(coloured: Images, count: int, same_class: bool) -> None:
    with pytest.raises(UserError, match="two images"):
        drawn(coloured.take(torch.arange(count)), same_class=same_class)


def test_images_without_labels_have_no_hard_pairs(coloured: Images) -> None:
    assert len(drawn(coloured.without_labels(), 5)) == 5
    with pytest.raises(UserError, match="two images"):
        drawn(coloured.without_labels(), 5, same_class=True)


# Answering


def test_similarity_is_the_cosine_of_the_embeddings(coloured: Images) -> None:
    encoder = make_encoder("S", coloured.pixels, generator(0)).eval()
    pairs = drawn(coloured, 20, Recipe())
    expected = 1 - paired_cosine_distances(embed(encoder, pairs.first), embed(encoder, pairs.second))
    assert similarities(encoder, pairs).numpy() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("digits", [None, 1])
def test_no_threshold_is_better_than_the_chosen_one(seed: int, digits: int | None) -> None:
    values, same = made_up(seed, digits=digits)
    chosen = float(right_answers(values, same, choose_threshold(values, same)).double().mean())
    tried = [-np.inf, *np.unique(values), *(np.unique(values) - 1e-6)]
    by_force = max(accuracy_score(same, values.numpy() > threshold) for threshold in tried)
    falsely, truly, _ = roc_curve(same, values, drop_intermediate=False)
    positives = int(same.sum())
    by_curve = (truly * positives + (1 - falsely) * (len(same) - positives)).max() / len(same)
    assert chosen == pytest.approx(by_force) == pytest.approx(by_curve)


def test_the_threshold_lies_midway() -> None:
    values, same = torch.tensor([0.1, 0.9, 0.5, 0.8]), torch.tensor([False, True, False, True])
    assert choose_threshold(values, same) == pytest.approx(0.65)


@pytest.mark.parametrize(("same", "threshold"), [(True, -np.inf), (False, np.inf)])
def test_where_one_answer_is_always_right_it_is_always_given(same: bool, threshold: float) -> None:
    assert choose_threshold(torch.tensor([0.2, 0.4]), torch.tensor([same, same])) == threshold


def test_equal_similarities_cannot_be_parted() -> None:
    values, same = torch.full((3,), 0.5), torch.tensor([True, False, True])
    threshold = choose_threshold(values, same)
    assert right_answers(values, same, threshold).tolist() == [True, False, True]


def test_neighbouring_numbers_can_be_parted() -> None:
    low = torch.tensor(0.7)
    values = torch.stack([low, torch.nextafter(low, torch.tensor(1.0))])
    same = torch.tensor([False, True])
    assert right_answers(values, same, choose_threshold(values, same)).all()


@pytest.mark.parametrize("values", [torch.empty(0), torch.tensor([0.1, torch.nan])])
def test_what_cannot_be_compared_is_refused(values: Tensor) -> None:
    with pytest.raises(UserError, match="can't be compared"):
        choose_threshold(values, torch.ones(len(values), dtype=torch.bool))
