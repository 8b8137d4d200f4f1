import itertools

import torch
from torch import Tensor

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.barlow_twins import barlow_twins_terms, cross_correlation
from ssl_demo.randomness import generator


def by_the_paper(z: Tensor, lambd: float) -> tuple[Tensor, Tensor]:
    """Both terms of Eq. 1 with Eq. 2, number by number, and the mean over the pairs of views."""
    views, images, width = z.shape
    centred = z - z.sum(dim=1, keepdim=True) / images
    invariance, redundancy = z.new_zeros(()), z.new_zeros(())
    pairs = list(itertools.combinations(range(views), 2))
    for a, b in pairs:
        for i, j in itertools.product(range(width), repeat=2):
            one, other = centred[a, :, i], centred[b, :, j]
            c = (one * other).sum() / ((one**2).sum().sqrt() * (other**2).sum().sqrt())
            if i == j:
                invariance = invariance + (1 - c) ** 2
            else:
                redundancy = redundancy + lambd * c**2
    return invariance / len(pairs), redundancy / len(pairs)


def test_both_terms_and_their_gradients_are_those_of_the_paper() -> None:
    for seed, (views, images, width) in enumerate(((2, 6, 3), (2, 3, 5), (4, 5, 4))):
        z = torch.randn(views, images, width, generator=generator(seed), dtype=torch.float64, requires_grad=True)
        ours, theirs = barlow_twins_terms(z, 0.3), by_the_paper(z, 0.3)
        for term, expected in zip(ours.values(), theirs, strict=True):
            torch.testing.assert_close(term.double(), expected, rtol=1e-4, atol=1e-5)
            (gradient,) = torch.autograd.grad(term, z, retain_graph=True)
            (wanted,) = torch.autograd.grad(expected, z, retain_graph=True)
            torch.testing.assert_close(gradient, wanted, rtol=1e-3, atol=1e-5)


def test_another_scale_and_offset_of_any_number_make_no_difference() -> None:
    z = torch.randn(2, 8, 5, generator=generator(0))
    scale = torch.rand(2, 1, 5, generator=generator(1)) * 9 + 0.1
    offset = torch.randn(2, 1, 5, generator=generator(2)) * 5
    ours, changed = barlow_twins_terms(z, 0.1), barlow_twins_terms(z * scale + offset, 0.1)
    torch.testing.assert_close(changed, ours, rtol=1e-3, atol=1e-4)


def test_a_view_goes_along_with_itself_perfectly() -> None:
    z = torch.randn(5, 4, generator=generator(0))
    torch.testing.assert_close(cross_correlation(z, z).diagonal(), torch.ones(4))


def test_equal_views_whose_numbers_tell_different_things_cost_nothing() -> None:
    patterns = torch.tensor([[1.0, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
    terms = barlow_twins_terms(patterns.expand(2, 4, 3), 1.0)
    assert float(sum(terms.values())) < 1e-10
    repeated = barlow_twins_terms(patterns[:, :1].expand(2, 4, 3), 1.0)
    assert float(repeated["invariance"]) < 1e-10
    torch.testing.assert_close(repeated["redundancy"], torch.tensor(6.0))


def test_the_redundancy_term_can_be_switched_off(coloured: Images) -> None:
    views = torch.rand(4, 16, 3, 24, 24, generator=generator(1))
    terms = {}
    for switch in ("on", "off"):
        config = RunConfig(method="barlow_twins", encoder="S", epochs=1.0, knobs={"redundancy": switch})
        with torch.no_grad():
            terms[switch] = build(config, coloured, generator(0)).loss(Batch(views), 0)
    assert float(terms["on"]["redundancy"]) > 0
    assert float(terms["off"]["redundancy"]) == 0
    torch.testing.assert_close(terms["off"]["invariance"], terms["on"]["invariance"])
