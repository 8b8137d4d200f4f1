import math

import numpy as np
import pytest
import torch
from scipy.spatial.distance import pdist
from scipy.special import logsumexp

from ssl_demo.evaluation.collapse import (
    SPECTRUM,
    alignment,
    effective_rank,
    feature_std,
    scatter,
    spectrum,
    spread,
    uniformity,
)


def gaussian(n: int, d: int) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(3))


def test_std_of_an_even_spread_is_one() -> None:
    assert feature_std(gaussian(5000, 64)) == pytest.approx(1.0, abs=0.01)


def test_std_of_collapsed_embeddings_is_zero_whatever_their_length() -> None:
    lengths = torch.rand(100, 1) + 0.5
    assert feature_std(lengths * gaussian(1, 64)) == pytest.approx(0.0, abs=1e-4)
    assert feature_std(torch.zeros(100, 64)) == 0.0


def test_spread_is_what_the_mean_direction_leaves_over() -> None:
    z = gaussian(300, 20) + 1.5
    mean = np.mean([row / np.linalg.norm(row) for row in z.double().numpy()], axis=0)
    assert spread(z) == pytest.approx(math.sqrt(1 - mean @ mean), rel=1e-6)


def test_spread_does_not_depend_on_the_axes_and_the_mean_of_standard_deviations_does() -> None:
    z = torch.zeros(100, 64)
    z[:, 0] = torch.tensor([1.0, -1.0]).repeat(50)
    turned = z @ torch.linalg.qr(gaussian(64, 64)).Q
    assert spread(z) == pytest.approx(1.0) and spread(turned) == pytest.approx(1.0, abs=1e-5)
    assert feature_std(z) == pytest.approx(1 / 8) and feature_std(turned) > 0.5


def test_spread_of_an_even_spread_is_one_and_of_one_place_zero() -> None:
    assert spread(gaussian(5000, 64)) == pytest.approx(1.0, abs=0.01)
    assert spread((torch.rand(100, 1) + 0.5) * gaussian(1, 64)) == pytest.approx(0.0, abs=1e-3)
    assert spread(torch.zeros(100, 64)) == 0.0


def test_scatter_is_half_the_mean_squared_distance_of_pairs() -> None:
    z = 3 * gaussian(40, 7) + 10
    among_all = (pdist(z.double().numpy()) ** 2).sum() * 2 / 40**2
    assert scatter(z) == pytest.approx(math.sqrt(among_all / 2), rel=1e-6)
    assert scatter(z[:1].repeat(9, 1)) == pytest.approx(0.0, abs=1e-6)


def test_effective_rank_is_rankme_written_afresh() -> None:
    z = gaussian(300, 5) @ gaussian(5, 40) + 0.05 * gaussian(300, 40)
    eigenvalues = torch.linalg.eigvalsh(z.double().T @ z.double())
    shares = [math.sqrt(max(v, 0.0)) for v in eigenvalues.tolist()]
    shares = [s / sum(shares) + 1e-7 for s in shares]
    assert effective_rank(z) == pytest.approx(math.exp(-sum(p * math.log(p) for p in shares)), rel=1e-4)


def test_effective_rank_counts_directions_used_alike() -> None:
    assert effective_rank(torch.eye(6).repeat(10, 4)) == pytest.approx(6.0, rel=1e-3)


def test_effective_rank_of_collapse_is_one() -> None:
    assert effective_rank(gaussian(1, 20).repeat(50, 1)) == pytest.approx(1.0, abs=1e-3)
    assert effective_rank(torch.zeros(50, 20)) == 1.0


def test_spectrum_is_of_the_gram_matrix_and_its_squares_sum_to_one() -> None:
    z = gaussian(50, 20) + 2.0
    found = spectrum(z)
    eigenvalues = np.linalg.eigvalsh((z.double() @ z.double().T).numpy())[::-1][:20]
    assert np.allclose(found, np.sqrt(eigenvalues / eigenvalues.sum()), atol=1e-6)
    assert float(found.square().sum()) == pytest.approx(1.0, abs=1e-6)
    assert torch.equal(found, found.sort(descending=True).values)


def test_spectrum_tells_the_kinds_of_collapse_apart() -> None:
    assert spectrum(torch.eye(16).repeat(5, 1)).tolist() == pytest.approx([0.25] * 16)
    few = spectrum(gaussian(300, 3) @ gaussian(3, 16))
    assert few[2] > 0.1 and few[3:].max() < 1e-6
    assert spectrum(gaussian(1, 16).repeat(50, 1)).tolist() == pytest.approx([1.0] + [0.0] * 15, abs=1e-6)
    assert spectrum(torch.zeros(20, 16)).tolist() == [0.0] * 16


def test_spectrum_keeps_only_the_largest_values() -> None:
    z = gaussian(200, SPECTRUM + 30)
    whole = np.linalg.svd(z.double().numpy(), compute_uv=False)
    assert len(spectrum(z)) == SPECTRUM
    assert np.allclose(spectrum(z), whole[:SPECTRUM] / np.linalg.norm(whole), atol=1e-6)


@pytest.mark.parametrize(("n", "d"), [(2, 3), (40, 8), (33, 64)])
def test_alignment_and_uniformity_are_those_of_wang_and_isola(n: int, d: int) -> None:
    x = gaussian(n, d) + 0.5
    y = x + 0.3 * torch.randn(n, d, generator=torch.Generator().manual_seed(4))
    a, b = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (x.double().numpy(), y.double().numpy()))
    assert alignment(x, y) == pytest.approx(
        np.mean([((p - q) ** 2).sum() for p, q in zip(a, b, strict=True)]), rel=1e-4
    )
    distances = pdist(a)
    assert uniformity(x) == pytest.approx(logsumexp(-2 * distances**2) - math.log(len(distances)), abs=1e-5)


def test_alignment_is_nothing_for_views_that_agree_and_two_for_strangers() -> None:
    x = gaussian(4000, 64)
    assert alignment(x, 3 * x) == pytest.approx(0.0, abs=1e-6)
    assert alignment(x, x.roll(1, 0)) == pytest.approx(2.0, abs=0.02)
    assert alignment(x, -x) == pytest.approx(4.0, abs=1e-5)


def test_uniformity_is_nothing_in_one_place_and_nears_its_bound_in_many_directions() -> None:
    assert uniformity(gaussian(1, 64).repeat(50, 1)) == pytest.approx(0.0, abs=1e-5)
    assert -4.1 < uniformity(gaussian(500, 512)) < -3.9
    # Two opposite places: of the pairs of 2 × 25 images, 600 lie at 0 and 625 at a squared distance of 4.
    two = torch.cat([torch.ones(25, 2), -torch.ones(25, 2)])
    assert uniformity(two) == pytest.approx(math.log((600 + 625 * math.exp(-8)) / 1225), abs=1e-4)
