import itertools

import numpy as np
import torch
from torch import Tensor

from ssl_demo.methods.vicreg import covariance, invariance, variance, vicreg_terms
from ssl_demo.randomness import generator

SHAPES = ((2, 6, 3), (2, 3, 5), (4, 5, 4))


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=generator(seed), dtype=torch.float64)


def invariance_by_the_paper(z: Tensor) -> Tensor:
    """Eq. 5, image by image, over d, and the mean over the pairs of views."""
    views, images, width = z.shape
    pairs = list(itertools.combinations(range(views), 2))
    return sum(
        (((z[a, n] - z[b, n]) ** 2).sum() / (images * width) for a, b in pairs for n in range(images)),
        start=z.new_zeros(()),
    ) / len(pairs)


def variance_by_the_paper(z: Tensor) -> Tensor:
    """Eq. 1 with Eq. 2, number by number, and the mean over the views."""
    views, images, width = z.shape
    total = z.new_zeros(())
    for view, j in itertools.product(range(views), range(width)):
        x = z[view, :, j]
        spread = (((x - x.sum() / images) ** 2).sum() / (images - 1) + 1e-4) ** 0.5
        if spread < 1:
            total = total + (1 - spread) / width
    return total / views


def covariance_by_the_paper(z: Tensor) -> Tensor:
    """Eq. 3 and 4, pair of numbers by pair of numbers, and the mean over the views."""
    views, images, width = z.shape
    total = z.new_zeros(())
    for view in range(views):
        matrix = z.new_zeros(width, width)
        mean = z[view].sum(dim=0) / images
        for n in range(images):
            matrix = matrix + torch.outer(z[view, n] - mean, z[view, n] - mean) / (images - 1)
        for i, j in itertools.permutations(range(width), 2):
            total = total + matrix[i, j] ** 2 / width
    return total / views


def test_the_three_terms_and_their_gradients_are_those_of_the_paper() -> None:
    terms = (
        (invariance, invariance_by_the_paper),
        (variance, variance_by_the_paper),
        (covariance, covariance_by_the_paper),
    )
    for seed, shape in enumerate(SHAPES):
        z = (drawn(*shape, seed=seed) * 0.9).requires_grad_()
        for ours, by_the_paper in terms:
            term, expected = ours(z), by_the_paper(z)
            assert float(expected.detach()) > 0
            torch.testing.assert_close(term.double(), expected, rtol=1e-5, atol=1e-6)
            (gradient,), (wanted,) = torch.autograd.grad(term, z), torch.autograd.grad(expected, z)
            torch.testing.assert_close(gradient, wanted, rtol=1e-4, atol=1e-6)


def test_equal_views_agree() -> None:
    assert float(invariance(drawn(1, 5, 3).expand(4, 5, 3))) == 0
    assert float(invariance(drawn(2, 5, 3))) > 0


def test_numbers_that_differ_enough_cost_nothing_and_equal_images_cost_the_most() -> None:
    z = drawn(2, 50, 4)
    z = z / z.std(dim=1, keepdim=True)
    assert float(variance(z)) == 0
    assert float(variance(0.5 * z)) > 0.49
    torch.testing.assert_close(variance(torch.ones(2, 50, 4)), torch.tensor(0.99))


def test_the_covariance_is_numpys() -> None:
    z = drawn(1, 9, 4)
    matrix = np.cov(z[0].numpy(), rowvar=False)
    np.fill_diagonal(matrix, 0)
    np.testing.assert_allclose(float(covariance(z)), (matrix**2).sum() / 4, rtol=1e-5)


def test_an_offset_makes_no_difference_to_how_numbers_vary() -> None:
    z, offset = drawn(2, 7, 3), 10 * drawn(2, 1, 3, seed=1)
    torch.testing.assert_close(variance(z + offset), variance(z))
    torch.testing.assert_close(covariance(z + offset), covariance(z))


def test_each_term_has_its_weight() -> None:
    z = drawn(2, 6, 4) * 0.9
    once, weighted = vicreg_terms(z, (1.0, 1.0, 1.0)), vicreg_terms(z, (2.0, 3.0, 0.0))
    assert list(weighted) == ["invariance", "variance", "covariance"]
    for name, weight in zip(weighted, (2.0, 3.0, 0.0), strict=True):
        torch.testing.assert_close(weighted[name], weight * once[name])
