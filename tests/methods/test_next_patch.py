import math

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.next_patch import NextPatch, next_patch_error
from ssl_demo.randomness import generator


def method(images: Images) -> NextPatch:
    made = build(RunConfig(method="next_patch", encoder="S", epochs=1.0), images, generator(0)).eval()
    assert isinstance(made, NextPatch)
    return made


def pictures(b: int, height: int, width: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(b, 3, height, width, generator=generator(seed))


def squares(image: torch.Tensor) -> list[list[float]]:
    """The pixels of each patch of an image, in reading order, less their mean and over their deviation."""
    found = []
    for top in range(0, image.shape[1], 4):
        for left in range(0, image.shape[2], 4):
            pixels = [float(image[c, top + y, left + x]) for c in range(3) for y in range(4) for x in range(4)]
            mean = sum(pixels) / 48
            deviation = math.sqrt(sum((p - mean) ** 2 for p in pixels) / 48 + 1e-4)
            found.append([(p - mean) / deviation for p in pixels])
    return found


@pytest.mark.parametrize(("b", "height", "width"), [(1, 16, 16), (3, 16, 20)])
def test_the_error_is_that_of_the_paper_patch_after_patch(b: int, height: int, width: int) -> None:
    images = pictures(b, height, width)
    guesses = torch.randn(b, height * width // 16 - 1, 48, generator=generator(1))
    errors = []
    for image, guess in zip(images, guesses.tolist(), strict=True):
        patches = squares(image)
        for k in range(1, len(patches)):
            errors += [(g - p) ** 2 for g, p in zip(guess[k - 1], patches[k], strict=True)]
    assert float(next_patch_error(guesses, images)) == pytest.approx(sum(errors) / len(errors), rel=1e-4)


def test_the_gradient_is_twice_what_a_guess_is_off_by() -> None:
    images = pictures(2, 16, 16)
    guesses = torch.randn(2, 15, 48, generator=generator(1)).requires_grad_()
    next_patch_error(guesses, images).backward()
    target = torch.tensor([squares(image)[1:] for image in images])
    assert guesses.grad is not None
    torch.testing.assert_close(guesses.grad, 2 * (guesses.detach() - target) / guesses.numel(), rtol=1e-3, atol=1e-7)


def test_to_guess_every_next_patch_costs_nothing() -> None:
    images = pictures(2, 16, 16)
    assert next_patch_error(torch.tensor([squares(image)[1:] for image in images]), images) < 1e-8


@pytest.mark.parametrize("k", [1, 8, 30])
def test_no_guess_has_seen_what_comes_later(coloured: Images, k: int) -> None:
    made, images = method(coloured), pictures(2, 24, 24)
    future = images.clone()
    for place in range(k, 36):
        row, column = divmod(place, 6)
        future[:, :, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4] = 0
    with torch.no_grad():
        before, after = made.guesses(images), made.guesses(future)
    # Guess k - 1 is the last one made from patches before k alone, and of patch k itself.
    torch.testing.assert_close(after[:, :k], before[:, :k], rtol=0, atol=0)
    assert ((after[:, k:] - before[:, k:]).abs().amax(dim=2) > 0).all()
    terms = [(guess - torch.tensor([squares(i)[1:] for i in images])).square()[:, : k - 1] for guess in (before, after)]
    torch.testing.assert_close(terms[0], terms[1], rtol=0, atol=0)


def test_the_loss_is_of_the_guesses_at_whole_views(coloured: Images) -> None:
    made, images = method(coloured), pictures(4, 20, 24)
    with torch.no_grad():
        terms = made.loss(Batch(images[None]), 0)
        expected = next_patch_error(made.guesses(images), images)
    assert made.guesses(images).shape == (4, 29, 48)
    assert set(terms) == {"next patch"}
    torch.testing.assert_close(terms["next patch"], expected, rtol=0, atol=0)
