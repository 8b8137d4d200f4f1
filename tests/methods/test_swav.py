import dataclasses
import math

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.swav import SwAV, balanced_codes, swapped_prediction
from ssl_demo.randomness import generator

CONFIG = RunConfig(method="swav", encoder="S", epochs=1.0, batch_size=16, knobs={"views": 2, "prototypes": 12})


def cosines(*shape: int, seed: int) -> torch.Tensor:
    return 2 * torch.rand(*shape, generator=generator(seed)) - 1


def made(images: Images, **knobs: float | int | str) -> SwAV:
    method = build(dataclasses.replace(CONFIG, knobs={**CONFIG.knobs, **knobs}), images, generator(0))
    assert isinstance(method, SwAV)
    return method


def by_scaling(scores: torch.Tensor, epsilon: float, rounds: int) -> np.ndarray:
    """Eq. 3 by Sinkhorn & Knopp: rows and columns of exp(scores / ε) are scaled in turn until both sums fit."""
    q = np.exp(scores.numpy().astype(np.float64) / epsilon)
    n, k = q.shape
    for _ in range(rounds):
        for column in range(k):
            q[:, column] *= n / k / q[:, column].sum()
        for row in range(n):
            q[row] /= q[row].sum()
    return q


@pytest.mark.parametrize(("n", "k", "epsilon"), [(20, 5, 0.05), (6, 30, 0.1), (64, 64, 0.3)])
def test_codes_are_those_of_iterative_scaling(n: int, k: int, epsilon: float) -> None:
    scores = cosines(n, k, seed=n)
    for rounds in (1, 3, 50):
        ours = balanced_codes(scores, epsilon, rounds).double().numpy()
        np.testing.assert_allclose(ours, by_scaling(scores, epsilon, rounds), rtol=1e-3, atol=1e-6)


def test_three_rounds_are_the_default() -> None:
    scores = cosines(10, 4, seed=0)
    assert torch.equal(balanced_codes(scores, 0.05), balanced_codes(scores, 0.05, rounds=3))


def test_after_many_rounds_every_prototype_has_the_same_share() -> None:
    scores = cosines(40, 8, seed=0)
    scores[:, 0] += 0.5
    codes = balanced_codes(scores, 0.1, rounds=300)
    torch.testing.assert_close(codes.sum(dim=1), torch.ones(40))
    torch.testing.assert_close(codes.sum(dim=0), torch.full((8,), 5.0), rtol=1e-3, atol=0.0)


def test_codes_solve_the_papers_problem() -> None:
    """Eq. 5: the solution is exp(scores / ε) with each row and each column scaled, so of its log only sums remain."""
    scores = cosines(9, 4, seed=1)
    left = balanced_codes(scores, 0.2, rounds=100).log() - scores / 0.2
    centred = left - left.mean(dim=0) - left.mean(dim=1, keepdim=True) + left.mean()
    assert centred.abs().max() < 1e-4


def test_balancing_spreads_what_would_all_go_to_one_prototype() -> None:
    scores = 0.9 - 0.05 * torch.rand(32, 8, generator=generator(2))
    scores[:, 3] = 0.99
    assert balanced_codes(scores, 0.02, rounds=0)[:, 3].min() > 0.95
    assert balanced_codes(scores, 0.02)[:, 3].sum() < 5


def test_the_smallest_epsilon_keeps_codes_finite() -> None:
    codes = balanced_codes(cosines(16, 8, seed=3), 0.005)
    assert codes.isfinite().all()
    torch.testing.assert_close(codes.sum(dim=1), torch.ones(16))


def by_the_paper(scores: torch.Tensor, codes: torch.Tensor, temperature: float) -> torch.Tensor:
    """Eq. 1 and 2, written down for every image and every ordered pair of its views."""
    losses = []
    for t in range(len(scores)):
        for s in range(len(scores)):
            for i in range(scores.shape[1] if t != s else 0):
                powers = [torch.exp(score / temperature) for score in scores[t, i]]
                losses.append(-sum(q * torch.log(p / sum(powers)) for q, p in zip(codes[s, i], powers, strict=True)))
    return torch.stack(losses).mean()


@pytest.mark.parametrize(("views", "images", "k", "temperature"), [(2, 4, 6, 0.1), (4, 3, 5, 0.5), (3, 1, 2, 1.0)])
def test_loss_and_gradient_are_those_of_equations_1_and_2(views: int, images: int, k: int, temperature: float) -> None:
    scores = cosines(views, images, k, seed=views).requires_grad_()
    codes = torch.rand(views, images, k, generator=generator(7)).softmax(dim=2)
    ours, theirs = swapped_prediction(scores, codes, temperature), by_the_paper(scores, codes, temperature)
    assert math.isclose(float(ours.detach()), float(theirs.detach()), rel_tol=1e-5)
    torch.testing.assert_close(
        torch.autograd.grad(ours, scores)[0], torch.autograd.grad(theirs, scores)[0], rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize("balancing", ["on", "off"])
def test_all_views_of_a_batch_are_sorted_together(coloured: Images, balancing: str) -> None:
    method = made(coloured, balancing=balancing).eval()
    views = torch.rand(2, 5, 3, 24, 24, generator=generator(1))
    z = normalize(method.embedding(views.flatten(0, 1)), dim=1).detach()
    scores = z @ normalize(method.prototypes, dim=1).T.detach()
    codes = torch.from_numpy(by_scaling(scores, 0.03, rounds=3)).float()
    if balancing == "off":
        codes = (scores / 0.03).softmax(dim=1)
    expected = by_the_paper(scores.unflatten(0, (2, 5)), codes.unflatten(0, (2, 5)), 0.2)
    torch.testing.assert_close(method.loss(Batch(views), 0)["swapped prediction"], expected, rtol=1e-4, atol=1e-5)


def test_only_the_predicting_side_gets_a_gradient(coloured: Images) -> None:
    method = made(coloured).eval()
    views = torch.rand(2, 5, 3, 24, 24, generator=generator(1))
    method.loss(Batch(views), 0)["swapped prediction"].backward()
    z = normalize(method.embedding(views.flatten(0, 1)), dim=1)
    scores = z @ normalize(method.prototypes, dim=1).T
    fixed = balanced_codes(scores, 0.03).detach()
    held = by_the_paper(scores.unflatten(0, (2, 5)), fixed.unflatten(0, (2, 5)), 0.2)
    ours, weight = method.prototypes.grad, method.projector[0].weight
    assert ours is not None and ours.abs().sum() > 0
    expected = torch.autograd.grad(held, [method.prototypes, weight])
    torch.testing.assert_close(ours, expected[0], rtol=1e-3, atol=1e-5)
    torch.testing.assert_close(weight.grad, expected[1], rtol=1e-3, atol=1e-5)


def test_the_length_of_a_prototype_makes_no_difference(coloured: Images) -> None:
    method = made(coloured).eval()
    views = torch.rand(2, 5, 3, 24, 24, generator=generator(1))
    before = method.loss(Batch(views), 0)["swapped prediction"]
    method.prototypes.data *= torch.linspace(0.5, 4.0, 12)[:, None]
    torch.testing.assert_close(method.loss(Batch(views), 0)["swapped prediction"], before)
