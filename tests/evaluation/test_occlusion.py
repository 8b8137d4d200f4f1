"""What an encoder looks at, on encoders that look where they were made to."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from ssl_demo.evaluation.occlusion import occlusion_maps, share_within
from ssl_demo.evaluation.swaps import nearer
from ssl_demo.models import Encoder


class Looking(Encoder):
    """Embeds the colour of the upper left corner, beside a constant."""

    width, stride = 4, 8

    def __init__(self, corner: int = 8) -> None:
        super().__init__()
        self.corner = corner
        self.register_buffer("one", torch.ones(1))

    def stages(self, x):
        seen = x[:, :, : self.corner, : self.corner].mean(dim=(2, 3))
        return (torch.cat([seen, self.one.expand(len(x), 1)], dim=1)[:, :, None, None],)


class Constant(Encoder):
    """Gives every image the same embedding."""

    width, stride = 4, 8

    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = nn.Parameter(torch.full((4,), value))

    def stages(self, x):
        return (self.value.expand(len(x), 4)[:, :, None, None],)


@pytest.fixture
def pixels() -> torch.Tensor:
    return torch.randint(0, 256, (3, 3, 32, 32), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)


def test_all_sensitivity_is_where_the_encoder_looks(pixels) -> None:
    pixels[:, :, :8, :8] //= 4
    maps = occlusion_maps(Looking(8), pixels, size=4, step=4)
    assert maps.shape == (3, 32, 32)
    corner = torch.zeros(3, 32, 32, dtype=torch.bool)
    corner[:, :8, :8] = True
    assert (maps[corner] > 0).all() and (maps[~corner] == 0).all()
    assert share_within(maps, corner) == pytest.approx(1.0)
    assert share_within(maps, ~corner) == 0.0


def test_with_overlapping_squares_it_reaches_no_further_than_a_square(pixels) -> None:
    maps = occlusion_maps(Looking(8), pixels, size=6, step=2)
    assert (maps[:, :13, :13] > 0).any() and (maps[:, 13:] == 0).all() and (maps[:, :, 13:] == 0).all()


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_constant_encoder_looks_nowhere(pixels, value) -> None:
    maps = occlusion_maps(Constant(value), pixels)
    assert (maps == 0).all()
    assert share_within(maps, torch.ones_like(maps, dtype=torch.bool)) == 0.0


def test_each_value_is_the_mean_over_the_squares_that_hide_the_pixel(pixels) -> None:
    """The same, square by square and pixel by pixel."""
    image, side, size, step = pixels[0, :, :12, :12].clone(), 12, 4, 2
    encoder = Looking(8)

    def direction(x):
        z = encoder(x[None].float() / 255)[0]
        return z / math.sqrt(float((z * z).sum()))

    mean = torch.tensor([round(float(channel.float().mean())) for channel in image], dtype=torch.uint8)
    found = [[[] for _ in range(side)] for _ in range(side)]
    for top in range(step - size, side, step):
        for left in range(step - size, side, step):
            rows = range(max(0, top), min(side, top + size))
            columns = range(max(0, left), min(side, left + size))
            hidden = image.clone()
            for y in rows:
                for x in columns:
                    hidden[:, y, x] = mean
            moved = float((direction(hidden) - direction(image)).norm())
            for y in rows:
                for x in columns:
                    found[y][x].append(moved)
    assert {len(values) for row in found for values in row} == {4}
    expected = torch.tensor([[sum(values) / len(values) for values in row] for row in found])
    assert torch.allclose(occlusion_maps(encoder, image[None], size, step)[0], expected, atol=1e-5)


def test_each_image_counts_alike_in_the_share() -> None:
    maps = torch.zeros(3, 2, 2)
    maps[0] = torch.tensor([[3.0, 1.0], [0.0, 0.0]])
    maps[1] = 1000 * torch.tensor([[1.0, 1.0], [1.0, 1.0]])
    mask = torch.tensor([[True, False], [False, False]]).expand(3, 2, 2)
    # 3/4 and 1/4; the third image moves nothing.
    assert share_within(maps, mask) == pytest.approx(0.5)


def test_the_nearer_one_is_that_which_keeps_what_the_encoder_looks_at(pixels) -> None:
    same_corner, other_corner = pixels.clone(), pixels.clone()
    same_corner[:, :, 8:] = 255 - same_corner[:, :, 8:]
    other_corner[:, 0, :8, :8] //= 8
    assert nearer(Looking(8), pixels, same_corner, other_corner).all()
    assert not nearer(Looking(8), pixels, other_corner, same_corner).any()
    assert not nearer(Constant(1.0), pixels, same_corner, other_corner).any()
