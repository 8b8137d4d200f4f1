import math

import pytest
import torch
from skimage.color import rgb2ycbcr
from torch import Tensor, nn

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.colourisation import Colourisation, colour_loss, grey_and_colour, histograms
from ssl_demo.models import Encoder, make_encoder
from ssl_demo.models.encoders import SIZES
from ssl_demo.randomness import generator

every_encoder = pytest.mark.parametrize("size", SIZES)


def noise(*shape: int, seed: int = 0, low: float = 0.0, high: float = 1.0) -> Tensor:
    return low + (high - low) * torch.rand(*shape, generator=generator(seed))


def made(images: Images, size: str = "S") -> Colourisation:
    method = build(RunConfig(method="colourisation", encoder=size), images, generator(0))
    assert isinstance(method, Colourisation)
    return method


def test_luma_and_colours_are_those_of_ycbcr() -> None:
    images = noise(3, 3, 8, 8)
    grey, colour = grey_and_colour(images)
    y, cb, cr = torch.from_numpy(rgb2ycbcr(images.double().numpy(), channel_axis=1)).unbind(1)
    # In 8 bits Y goes from 16 to 235 and, for blue and red less luma, Cb and Cr from 16 to 240 (ITU-R BT.601).
    torch.testing.assert_close(grey[:, 0].double(), (y - 16) / 219, atol=1e-4, rtol=0)
    torch.testing.assert_close(colour[:, 1].double(), (cb - 128) / 112 * (1 - 0.114), atol=1e-4, rtol=0)
    torch.testing.assert_close(colour[:, 0].double(), (cr - 128) / 112 * (1 - 0.299), atol=1e-4, rtol=0)


def test_a_grey_image_has_no_colour() -> None:
    images = noise(4, 1, 8, 8).expand(-1, 3, -1, -1)
    grey, colour = grey_and_colour(images)
    torch.testing.assert_close(grey, images)
    torch.testing.assert_close(colour, torch.zeros(4, 2, 8, 8), atol=1e-6, rtol=0)


def test_light_added_to_all_channels_changes_luma_alone() -> None:
    images, light = noise(4, 3, 8, 8, high=0.5), noise(4, 1, 8, 8, seed=1, high=0.5)
    (grey, colour), (lighter, same) = grey_and_colour(images), grey_and_colour(images + light)
    torch.testing.assert_close(same, colour, atol=1e-6, rtol=0)
    torch.testing.assert_close(lighter, grey + light)


@pytest.mark.parametrize("bins", [4, 16])
def test_histograms_count_the_pixels_under_each_place(bins: int) -> None:
    colour = noise(2, 2, 16, 16, low=-0.9, high=0.9)
    found = histograms(colour, bins, (2, 2))
    expected = torch.zeros(2, 2, bins, 2, 2)
    for image in range(2):
        for channel in range(2):
            for row in range(16):
                for column in range(16):
                    value = float(colour[image, channel, row, column])
                    # The edges between bins are squares of even steps, with their sign.
                    inner = [2 * k / bins - 1 for k in range(1, bins)]
                    q = sum(value >= math.copysign(edge**2, edge) for edge in inner)
                    expected[image, channel, q, row // 8, column // 8] += 1 / 64
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("side", [16, 20, 28])
def test_histograms_sum_to_one_at_any_size_and_hold_the_extremes(side: int) -> None:
    colour = torch.stack([torch.full((2, side, side), -1.0), torch.full((2, side, side), 1.0)])
    found = histograms(colour, 8, (side // 8, side // 8))
    torch.testing.assert_close(found.sum(2), torch.ones(2, 2, side // 8, side // 8))
    assert (found[0, :, 0] == 1).all() and (found[1, :, 7] == 1).all()


def test_the_loss_is_equation_2_of_the_paper_with_equal_weights() -> None:
    for size in ((1, 2, 4, 1, 1), (2, 2, 5, 2, 3)):
        logits, truth = torch.randn(size, generator=generator(3)), noise(*size).softmax(2)
        total, b, _, bins, h, w = 0.0, *size
        for image in range(b):
            for channel in range(2):
                for row in range(h):
                    for column in range(w):
                        z = logits[image, channel, :, row, column].tolist()
                        norm = sum(map(math.exp, z))
                        total -= sum(
                            float(truth[image, channel, q, row, column]) * math.log(math.exp(z[q]) / norm)
                            for q in range(bins)
                        )
        assert float(colour_loss(logits, truth)) == pytest.approx(total / (b * 2 * h * w), rel=1e-5)


def test_the_gradient_is_share_minus_truth() -> None:
    logits, truth = torch.randn(2, 2, 5, 3, 3, generator=generator(3)), noise(2, 2, 5, 3, 3).softmax(2)
    colour_loss(logits.requires_grad_(), truth).backward()
    torch.testing.assert_close(logits.grad, (logits.detach().softmax(2) - truth) / 36)


class Watched(nn.Module):
    """An encoder that keeps what it is shown."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.inside = encoder

    def maps(self, x: Tensor) -> Tensor:
        self.shown = x
        return self.inside.maps(x)


def test_the_encoder_is_shown_three_equal_channels_and_the_loss_sees_colour_alone(coloured: Images) -> None:
    method, views = made(coloured).eval(), noise(4, 3, 3, 24, 24, high=0.5)
    watched = Watched(method.encoder)
    method.encoder = watched  # type: ignore[assignment]
    with torch.no_grad():
        loss = method.loss(Batch(views), 0)["colour"]
        assert torch.equal(watched.shown[:, 0], watched.shown[:, 1])
        assert torch.equal(watched.shown[:, 0], watched.shown[:, 2])
        torch.testing.assert_close(watched.shown[:, 0], grey_and_colour(views.flatten(0, 1))[0][:, 0])
        method.head = nn.Sequential(nn.Flatten(), Constant(32))  # type: ignore[assignment]
        dark, light = (method.loss(Batch(views + more), 0)["colour"] for more in (0.0, 0.5))
    assert loss.isfinite()
    torch.testing.assert_close(dark, light, atol=1e-3, rtol=0)


class Constant(nn.Module):
    """Expects the same colours everywhere."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.logits = torch.randn(width, generator=generator(5))

    def forward(self, x: Tensor) -> Tensor:
        return self.logits.expand(len(x), -1)


@every_encoder
def test_a_colour_and_its_grey_are_the_same_to_the_encoder_before_and_after_a_step(size: str, coloured: Images) -> None:
    method, images = made(coloured, size), noise(4, 3, 24, 24)
    with torch.no_grad():
        for parameter in method.encoder.parameters():
            parameter += 0.01 * torch.randn(parameter.shape, generator=generator(6))
    method.after_step(0, 10)
    method.eval()
    with torch.no_grad():
        torch.testing.assert_close(
            method.encoder(images), method.encoder(grey_and_colour(images)[0]), atol=1e-4, rtol=1e-3
        )


@every_encoder
def test_to_grey_images_it_makes_no_difference(size: str, coloured: Images) -> None:
    plain = make_encoder(size, coloured.pixels, generator(0)).eval()
    grey, _ = grey_and_colour(noise(4, 3, 24, 24))
    blind = made(coloured, size).encoder.eval()
    with torch.no_grad():
        torch.testing.assert_close(blind(grey), plain(grey), atol=1e-4, rtol=1e-3)
        assert not torch.allclose(plain(noise(4, 3, 24, 24)), plain(grey), atol=1e-3)
