import cmath
import math

import pytest
import torch
from scipy.integrate import quad
from torch import Tensor
from torch.nn.functional import normalize

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.lejepa import epps_pulley, lejepa_terms, sigreg
from ssl_demo.randomness import generator


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=generator(seed), dtype=torch.float64)


def by_integration(x: list[float]) -> float:
    """n times the integral of the squared distance between the characteristic functions, weighted, from -3 to 3."""

    def distance(t: float) -> float:
        empirical = sum(cmath.exp(1j * t * value) for value in x) / len(x)
        return abs(empirical - math.exp(-(t**2) / 2)) ** 2 * math.exp(-(t**2) / 2)

    return len(x) * float(quad(distance, -3, 3)[0])


@pytest.mark.parametrize(("scale", "offset"), [(1.0, 0.0), (0.2, 0.0), (2.5, 0.0), (1.0, 0.8)])
def test_the_statistic_is_the_integral(scale: float, offset: float) -> None:
    x = drawn(12, 3) * scale + offset
    expected = [by_integration(column.tolist()) for column in x.T]
    torch.testing.assert_close(epps_pulley(x), torch.tensor(expected, dtype=torch.float64), rtol=5e-3, atol=5e-3)


def test_its_gradient_is_that_of_the_integral() -> None:
    x = drawn(6, 1).requires_grad_()
    (ours,) = torch.autograd.grad(epps_pulley(x).sum(), x)
    values = x.detach()[:, 0].tolist()
    for i in range(6):
        ends = [by_integration([v + (h if k == i else 0.0) for k, v in enumerate(values)]) for h in (1e-4, -1e-4)]
        assert float(ours[i, 0]) == pytest.approx((ends[0] - ends[1]) / 2e-4, abs=5e-3)


def test_normal_samples_cost_what_chance_gives_and_all_others_more() -> None:
    """The mean over normal samples of any size is the integral of (1 - exp(-t²)) exp(-t²/2)."""
    by_chance = math.sqrt(2 * math.pi) - math.sqrt(2 * math.pi / 3)
    for n in (50, 400):
        assert float(epps_pulley(drawn(n, 2000)).mean()) == pytest.approx(by_chance, rel=0.05)
    x = drawn(400, 500)
    collapsed = torch.zeros(400, 500, dtype=torch.float64)
    for changed in (x + 0.5, x * 0.5, x * 2, x.sign(), collapsed):
        assert float(epps_pulley(changed).mean()) > 5 * by_chance


def test_a_cloud_is_looked_at_view_by_view_along_every_direction() -> None:
    z, directions = drawn(3, 10, 4), normalize(drawn(4, 6, seed=1), dim=0)
    single = [epps_pulley((z[v] @ directions[:, k])[:, None]) for v in range(3) for k in range(6)]
    torch.testing.assert_close(sigreg(z, directions).double(), torch.cat(single).mean(), rtol=1e-5, atol=1e-6)


def test_a_normal_cloud_costs_less_than_a_flat_one() -> None:
    z, directions = drawn(2, 500, 8), normalize(drawn(8, 64, seed=1), dim=0)
    flat = z.clone()
    flat[..., 4:] = 0
    assert sigreg(z, directions) < 1.5 < 5 < sigreg(flat, directions)


def test_views_are_predicted_by_their_mean() -> None:
    z, directions = drawn(4, 3, 5).requires_grad_(), normalize(drawn(5, 2), dim=0)
    expected = z.new_zeros(())
    for image in range(3):
        centre = (z[0, image] + z[1, image] + z[2, image] + z[3, image]) / 4
        for view in range(4):
            expected = expected + ((z[view, image] - centre) ** 2).sum() / (4 * 3 * 5)
    terms = lejepa_terms(z, directions, 0.2)
    torch.testing.assert_close(terms["prediction"], 0.8 * expected)
    torch.testing.assert_close(terms["normality"], 0.2 * sigreg(z, directions))
    (ours,), (theirs,) = torch.autograd.grad(terms["prediction"], z), torch.autograd.grad(0.8 * expected, z)
    torch.testing.assert_close(ours, theirs)


def test_the_directions_depend_on_the_step_alone(coloured: Images) -> None:
    method = build(RunConfig(method="lejepa", encoder="S", epochs=1.0), coloured, generator(0)).eval()
    batch = Batch(torch.rand(4, 16, 3, 24, 24, generator=generator(1)))
    with torch.no_grad():
        first, again, next_step = (method.loss(batch, step) for step in (7, 7, 8))
    assert first == again
    assert first["normality"] != next_step["normality"]
    assert first["prediction"] == next_step["prediction"]
