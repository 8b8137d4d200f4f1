"""Flipped labels against counts made by hand, and partners against scikit-learn's centroids and cosines."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from scipy.stats import chisquare
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestCentroid
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.flips import partners_of, shuffled_ranks, similar_flips, symmetric_flips
from ssl_demo.randomness import generator

SIZES = (40, 10, 25)
LABELS = torch.tensor([0, 2] * 25 + [0] * 15 + [1] * 10)
PARTNERS = torch.tensor([2, 0, 1])


def symmetric(fraction: float, seed: int = 0) -> Tensor:
    return symmetric_flips(LABELS, 3, fraction, generator(seed, "flips"))


def similar(fraction: float, seed: int = 0) -> Tensor:
    return similar_flips(LABELS, PARTNERS, fraction, generator(seed, "flips"))


both = pytest.mark.parametrize("flip", [symmetric, similar])


@both
@pytest.mark.parametrize("fraction, per_class", [(0.0, (0, 0, 0)), (0.2, (8, 2, 5)), (0.4, (16, 4, 10)), (1.0, SIZES)])
def test_every_class_loses_the_same_share(
    flip: Callable[..., Tensor], fraction: float, per_class: tuple[int, ...]
) -> None:
    for seed in range(5):
        assert LABELS[flip(fraction, seed) != LABELS].bincount(minlength=3).tolist() == list(per_class)


@both
@pytest.mark.parametrize("fraction, total", [(0.02, 2), (0.13, 10), (0.5, 38), (0.77, 58)])
def test_where_shares_are_no_whole_numbers_the_total_is_rounded_and_no_class_is_off_by_an_image(
    flip: Callable[..., Tensor], fraction: float, total: int
) -> None:
    for seed in range(20):
        lost = LABELS[flip(fraction, seed) != LABELS].bincount(minlength=3)
        assert int(lost.sum()) == total
        assert (lost - total / len(LABELS) * torch.tensor(SIZES)).abs().max() < 1


@both
def test_a_larger_fraction_keeps_the_flips_of_a_smaller_one(flip: Callable[..., Tensor]) -> None:
    before = LABELS
    for fraction in (0.01, 0.1, 0.11, 0.35, 0.36, 0.8, 1.0):
        now = flip(fraction)
        flipped = before != LABELS
        assert torch.equal(now[flipped], before[flipped])
        assert (now != LABELS).sum() == round(fraction * len(LABELS))
        before = now


@both
def test_a_draw_repeats_itself_and_leaves_the_labels_it_was_given(flip: Callable[..., Tensor]) -> None:
    untouched = LABELS.clone()
    assert torch.equal(flip(0.3), flip(0.3)) and not torch.equal(flip(0.3), flip(0.3, seed=1))
    assert torch.equal(LABELS, untouched)


def test_both_kinds_of_noise_strike_the_same_images() -> None:
    assert torch.equal(symmetric(0.3) != LABELS, similar(0.3) != LABELS)


def test_the_other_classes_are_drawn_evenly() -> None:
    labels = torch.arange(12_000) % 4
    flipped = symmetric_flips(labels, 4, 0.5, generator(0, "flips"))
    for label in range(4):
        drawn = flipped[(labels == label) & (flipped != label)].bincount(minlength=4).tolist()
        assert drawn.pop(label) == 0 and sum(drawn) == 1500
        assert chisquare(drawn).pvalue > 0.01


def test_every_image_and_an_image_left_over_of_every_class_is_struck_sooner_or_later() -> None:
    labels = torch.arange(4).repeat_interleave(5)
    struck = [(symmetric_flips(labels, 4, 0.05, generator(s, "flips")) != labels).nonzero()[:, 0] for s in range(200)]
    assert all(len(one) == 1 for one in struck)
    assert torch.cat(struck).unique().tolist() == list(range(20))


def test_a_similar_flip_goes_to_the_partner() -> None:
    flipped = similar(0.6)
    changed = flipped != LABELS
    assert torch.equal(flipped[changed], PARTNERS[LABELS[changed]])


def test_ranks_count_the_images_of_each_class() -> None:
    ranks = shuffled_ranks(LABELS, generator(0, "ranks"))
    for label, size in enumerate(SIZES):
        mine = ranks[label == LABELS].tolist()
        assert sorted(mine) == list(range(size)) and mine != sorted(mine)
    assert len(shuffled_ranks(LABELS[:0], generator(0, "ranks"))) == 0


def sample(labels: Tensor, d: int = 12) -> Tensor:
    """Features of very different size, spread and offset, and classes at very different distances from the middle."""
    centres = torch.randn(6, d, generator=generator(0, "centres")) * torch.logspace(-0.5, 0.5, 6)[:, None]
    noise = torch.randn(len(labels), d, generator=generator(0, "noise"))
    return (centres[labels] + noise) * torch.logspace(-2, 2, d) + 5


def test_partners_are_those_of_scikit_learns_centroids_and_cosines() -> None:
    labels = torch.arange(300) % 6
    features = sample(labels)
    x = StandardScaler().fit_transform(features.double().numpy())
    similarity = cosine_similarity(NearestCentroid().fit(x, labels.numpy()).centroids_)
    similarity[range(6), range(6)] = -1
    assert partners_of(features, labels, 6).tolist() == similarity.argmax(axis=1).tolist()


def test_classes_that_lie_in_one_direction_are_partners() -> None:
    labels = torch.arange(400) % 4
    centres = torch.tensor([[3, 0.6, 0], [-3, 0, 0.6], [3, -0.6, 0], [-3, 0, -0.6]])
    features = centres[labels] + torch.randn(400, 3, generator=generator(0, "noise"))
    # What one feature is measured in, and from where, must not matter.
    stretched = features * torch.tensor([0.01, 100, 1]) + 50
    assert partners_of(features, labels, 4).tolist() == partners_of(stretched, labels, 4).tolist() == [2, 3, 0, 1]


def test_the_only_other_class_is_the_partner_however_far() -> None:
    labels = torch.arange(20) % 2
    assert partners_of(sample(labels), labels, 2).tolist() == [1, 0]


def test_a_class_without_images_is_nobodys_partner() -> None:
    labels = torch.tensor([0, 2, 3] * 20)
    partners = partners_of(sample(labels), labels, 5).tolist()
    assert (partners[1], partners[4]) == (1, 4)
    assert {partners[0], partners[2], partners[3]} <= {0, 2, 3}
    assert (similar_flips(labels, torch.tensor(partners), 0.5, generator(0, "flips")) != labels).sum() == 30


def test_what_cannot_be_flipped_is_refused() -> None:
    for fraction in (-0.1, 1.2, math.nan):
        with pytest.raises(UserError, match="between 0 and 1"):
            symmetric(fraction)
    with pytest.raises(UserError, match="two classes"):
        symmetric_flips(LABELS, 1, 0.1, generator(0, "flips"))
    with pytest.raises(UserError, match="itself"):
        similar_flips(LABELS, torch.tensor([0, 2, 1]), 0.1, generator(0, "flips"))


def test_partners_are_refused_where_there_are_none_to_find() -> None:
    labels = torch.tensor([1] * 10)
    features = sample(labels)
    with pytest.raises(UserError, match="at least two"):
        partners_of(features, labels, 3)
    features[0, 0] = math.inf
    with pytest.raises(UserError, match="not numbers"):
        partners_of(features, labels, 3)
