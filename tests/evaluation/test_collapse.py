import math

import pytest
import torch

from ssl_demo.evaluation.collapse import effective_rank, feature_std


def gaussian(n: int, d: int) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(3))


def test_std_of_an_even_spread_is_one() -> None:
    assert feature_std(gaussian(5000, 64)) == pytest.approx(1.0, abs=0.01)


def test_std_of_collapsed_embeddings_is_zero_whatever_their_length() -> None:
    lengths = torch.rand(100, 1) + 0.5
    assert feature_std(lengths * gaussian(1, 64)) == pytest.approx(0.0, abs=1e-4)
    assert feature_std(torch.zeros(100, 64)) == 0.0


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
