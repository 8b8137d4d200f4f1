import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.denoising import DenoisingAutoencoder, reconstruction_error, spoil
from ssl_demo.randomness import generator


def views(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(*shape, generator=generator(seed))


def method(images: Images, **knobs: float) -> DenoisingAutoencoder:
    made = build(RunConfig(method="denoising", encoder="S", epochs=1.0, knobs=knobs), images, generator(0))
    assert isinstance(made, DenoisingAutoencoder)
    return made


@pytest.mark.parametrize("shape", [(1, 3, 4, 4), (3, 3, 6, 8)])
def test_the_error_and_its_gradient_are_those_of_the_paper(shape: tuple[int, ...]) -> None:
    restored, clean = views(*shape).double().requires_grad_(), views(*shape, seed=1).double()
    pairs = list(zip(restored.flatten().tolist(), clean.flatten().tolist(), strict=True))
    error = reconstruction_error(restored, clean)
    assert float(error.detach()) == pytest.approx(sum((r - c) ** 2 for r, c in pairs) / len(pairs))
    error.backward()
    assert restored.grad is not None
    torch.testing.assert_close(restored.grad, 2 * (restored.detach() - clean) / len(pairs), rtol=1e-5, atol=1e-8)


def test_without_noise_giving_back_the_image_costs_nothing(coloured: Images) -> None:
    made = method(coloured, noise=0.0, masked=0.0)
    batch = views(1, 8, 3, 24, 24)
    seen = []
    made.encoder.maps = lambda x: seen.append(x) or x  # type: ignore[method-assign,assignment,func-returns-value]
    made.decoder = torch.nn.Identity()  # type: ignore[assignment]
    assert float(made.loss(Batch(batch), 0)["reconstruction"]) == 0
    torch.testing.assert_close(seen[0], batch[0], rtol=0, atol=0)


def test_what_has_to_be_given_back_is_the_clean_view(coloured: Images) -> None:
    made = method(coloured)
    batch = views(1, 8, 3, 24, 24)
    given = []
    made.encoder.maps = lambda x: given.append(x) or x  # type: ignore[method-assign,assignment,func-returns-value]
    made.decoder = torch.nn.Identity()  # type: ignore[assignment]
    error = made.loss(Batch(batch), 5)["reconstruction"]
    torch.testing.assert_close(error, (given[0] - batch[0]).square().mean())
    assert error > 1e-3


def test_the_noise_is_as_strong_as_asked_for_and_weaker_in_most_images() -> None:
    grey = torch.full((400, 3, 32, 32), 0.5)
    left = spoil(grey, 0.2, 0.0, generator(0)) - grey
    assert float(left.mean()) == pytest.approx(0.0, abs=1e-3)
    strengths = left.flatten(1).std(dim=1).sort().values
    assert strengths[0] < 0.01 and 0.19 < strengths[-1] < 0.21
    assert float(strengths.mean()) == pytest.approx(0.1, abs=0.01)


def test_masked_pixels_are_black_in_all_colours() -> None:
    white = torch.ones(400, 3, 32, 32)
    left = spoil(white, 0.0, 0.6, generator(0))
    assert set(left.unique().tolist()) == {0.0, 1.0}
    assert torch.equal(left[:, 0], left[:, 1]) and torch.equal(left[:, 0], left[:, 2])
    shares = 1 - left[:, 0].flatten(1).mean(dim=1)
    assert shares.min() < 0.02 and 0.55 < shares.max() < 0.65
    assert float(shares.mean()) == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize(("side", "square"), [(32, 8), (24, 8), (20, 8), (7, 2)])
def test_black_squares_are_whole_and_cover_the_share_asked_for(side: int, square: int) -> None:
    left = spoil(torch.ones(2000, 3, side, side), 0.0, 0.8, generator(0), square)
    assert set(left.unique().tolist()) == {0.0, 1.0}
    for top in range(0, side, square):
        for start in range(0, side, square):
            block = left[:, :, top : top + square, start : start + square].flatten(1)
            assert torch.equal(block.amin(dim=1), block.amax(dim=1))
    assert float(left.mean()) == pytest.approx(1 - 0.8 / 2, abs=0.03)
    neighbours = left[:, 0, 0, square - 1] != left[:, 0, 0, min(square, side - 1)]
    assert neighbours.float().mean() > 0.1


def test_the_step_alone_decides_the_noise(coloured: Images) -> None:
    made = method(coloured).eval()
    batch = Batch(views(1, 4, 3, 16, 16))
    with torch.no_grad():
        first, again, later = (float(made.loss(batch, step)["reconstruction"]) for step in (3, 3, 4))
    assert first == again != later
