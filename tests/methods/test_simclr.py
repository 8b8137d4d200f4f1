import math

import torch

from ssl_demo.methods.simclr import nt_xent
from ssl_demo.randomness import generator


def by_the_paper(z: torch.Tensor, temperature: float) -> float:
    """Eq. 1 of Chen et al. 2020, written down pair by pair: images 2k and 2k - 1 are the positives."""
    flat = [z[view, image] for image in range(z.shape[1]) for view in range(2)]

    def similarity(u: torch.Tensor, v: torch.Tensor) -> float:
        return float(u @ v / (u.norm() * v.norm()))

    def pair(i: int, j: int) -> float:
        rivals = sum(math.exp(similarity(flat[i], flat[k]) / temperature) for k in range(len(flat)) if k != i)
        return -math.log(math.exp(similarity(flat[i], flat[j]) / temperature) / rivals)

    pairs = range(0, len(flat), 2)
    return sum(pair(k, k + 1) + pair(k + 1, k) for k in pairs) / len(flat)


def test_the_loss_is_equation_1_of_the_paper() -> None:
    z = torch.randn(2, 5, 7, generator=generator(0), dtype=torch.float64)
    for temperature in (0.1, 0.5, 1.0):
        assert math.isclose(float(nt_xent(z, temperature)), by_the_paper(z, temperature), rel_tol=1e-5)


def test_the_gradient_is_that_of_a_cross_entropy_over_all_pairs() -> None:
    z = torch.randn(2, 4, 6, generator=generator(1), requires_grad=True)
    (ours,) = torch.autograd.grad(nt_xent(z, 0.3), z)
    flat = torch.nn.functional.normalize(z.reshape(8, 6), dim=1)
    logits = (flat @ flat.T / 0.3).fill_diagonal_(-1e9)
    partner = torch.arange(8).roll(4)
    (theirs,) = torch.autograd.grad(torch.nn.functional.cross_entropy(logits, partner), z)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)


def test_the_loss_does_not_see_the_length_of_an_embedding() -> None:
    z = torch.randn(2, 6, 8, generator=generator(2))
    lengths = torch.rand(2, 6, 1, generator=generator(3)) + 0.1
    torch.testing.assert_close(nt_xent(z * lengths, 0.2), nt_xent(z, 0.2))


def test_four_views_are_pulled_to_all_three_siblings() -> None:
    z = torch.randn(4, 3, 5, generator=generator(4))
    flat = torch.nn.functional.normalize(z.reshape(12, 5), dim=1)
    logits = (flat @ flat.T / 0.2).fill_diagonal_(float("-inf"))
    shares = logits.log_softmax(1)
    expected = [shares[i, j] for i in range(12) for j in range(12) if i != j and i % 3 == j % 3]
    torch.testing.assert_close(nt_xent(z, 0.2), -torch.stack(expected).mean())


def test_equal_views_of_unlike_images_cost_next_to_nothing() -> None:
    z = torch.eye(4).expand(2, 4, 4)
    assert nt_xent(z, 0.05) < 1e-6
