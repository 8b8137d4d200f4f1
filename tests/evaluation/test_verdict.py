"""Embeddings made to be of each kind, and what is said of them."""

from __future__ import annotations

import pytest
import torch

from ssl_demo.evaluation.verdict import Readings, Verdict, diagnose, read

UNTRAINED = Readings(spread=0.8, rank=45.0, directions=64, scatter=5.0)


def gaussian(n: int, d: int, seed: int = 3) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def few_directions(k: int, d: int) -> torch.Tensor:
    return gaussian(256, k) @ gaussian(k, d, seed=4) + 1e-3 * gaussian(256, d, seed=5)


def one_place(d: int, noise: float) -> torch.Tensor:
    direction = torch.nn.functional.normalize(gaussian(1, d), dim=1)
    return direction + noise * gaussian(256, d, seed=5) / d**0.5


@pytest.mark.parametrize("untrained", [None, UNTRAINED])
@pytest.mark.parametrize("d", [32, 64, 512])
def test_an_even_spread_is_healthy(d: int, untrained: Readings | None) -> None:
    assert diagnose(read(gaussian(256, d)), untrained) is Verdict.HEALTHY


@pytest.mark.parametrize("untrained", [None, UNTRAINED])
@pytest.mark.parametrize(("k", "d"), [(1, 64), (3, 64), (4, 64), (4, 512)])
def test_few_directions_are_a_dimensional_collapse(k: int, d: int, untrained: Readings | None) -> None:
    readings = read(few_directions(k, d))
    assert readings.spread > 0.5
    assert diagnose(readings, untrained) is Verdict.DIMENSIONAL


@pytest.mark.parametrize("untrained", [None, UNTRAINED])
@pytest.mark.parametrize("noise", [0.0, 1e-4, 0.02, 0.08])
@pytest.mark.parametrize("d", [32, 64, 512])
def test_one_place_is_a_complete_collapse(d: int, noise: float, untrained: Readings | None) -> None:
    assert diagnose(read(one_place(d, noise)), untrained) is Verdict.COMPLETE


def test_a_choice_among_three_groups_is_a_dimensional_collapse_on_whatever_axes() -> None:
    groups = torch.eye(256)[torch.arange(256) % 3]
    turned = groups @ torch.linalg.qr(gaussian(256, 256)).Q
    assert [diagnose(read(z)) for z in (groups, turned)] == [Verdict.DIMENSIONAL] * 2


def test_a_third_of_the_directions_is_healthy() -> None:
    assert diagnose(read(few_directions(21, 64)), UNTRAINED) is Verdict.HEALTHY


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_has_diverged(value: float) -> None:
    z = gaussian(256, 64)
    z[7, 3] = value
    assert diagnose(read(z)) is Verdict.DIVERGED
    assert diagnose(read(z), UNTRAINED) is Verdict.DIVERGED


def test_a_loss_that_is_no_number_has_diverged_whatever_the_embeddings_were_before() -> None:
    assert diagnose(read(gaussian(256, 64)), UNTRAINED, diverged=True) is Verdict.DIVERGED


def test_embeddings_that_shrink_to_a_point_have_collapsed_whatever_their_directions() -> None:
    cloud = gaussian(256, 64)
    untrained = read(cloud)
    assert diagnose(read(0.2 * cloud), untrained) is Verdict.HEALTHY
    assert diagnose(read(0.05 * cloud), untrained) is Verdict.COMPLETE
    assert diagnose(read(50 * cloud), untrained) is Verdict.HEALTHY
    # A shift hides the shrinking from nobody either.
    assert diagnose(read(0.05 * cloud + 0.1), untrained) is Verdict.COMPLETE


def test_an_encoder_with_few_directions_from_the_start_collapses_only_when_one_outweighs_the_others() -> None:
    narrow = Readings(spread=0.5, rank=9.0, directions=128, scatter=5.0)
    assert diagnose(Readings(spread=0.4, rank=2.1, directions=128, scatter=4.0), narrow) is Verdict.HEALTHY
    assert diagnose(Readings(spread=0.6, rank=1.9, directions=128, scatter=4.0), narrow) is Verdict.DIMENSIONAL


def test_more_directions_than_any_training_keeps_are_not_missed() -> None:
    wide = Readings(spread=0.8, rank=200.0, directions=256, scatter=5.0)
    assert diagnose(Readings(spread=0.8, rank=17.0, directions=256, scatter=5.0), wide) is Verdict.HEALTHY
    assert diagnose(Readings(spread=0.8, rank=15.0, directions=256, scatter=5.0), wide) is Verdict.DIMENSIONAL


def test_one_direction_is_a_complete_collapse_if_all_images_share_it_and_a_dimensional_one_if_not() -> None:
    shared, other = torch.linalg.qr(gaussian(64, 2)).Q.T
    along = gaussian(256, 1)
    nearly_one = read(shared + 0.25 * along * other)
    assert nearly_one.spread > 0.2 and diagnose(nearly_one, UNTRAINED) is Verdict.COMPLETE
    opposite = read(along * other)
    assert opposite.rank < 1.01 and diagnose(opposite, UNTRAINED) is Verdict.DIMENSIONAL


def test_readings_without_a_scatter_are_judged_by_the_rest() -> None:
    older = Readings(spread=0.9, rank=30.0, directions=64)
    assert diagnose(older, older) is Verdict.HEALTHY
    assert diagnose(older, UNTRAINED) is Verdict.HEALTHY


def test_directions_are_no_more_than_there_are_images() -> None:
    assert read(gaussian(10, 64)).directions == 10
    assert diagnose(read(gaussian(10, 64))) is Verdict.HEALTHY
