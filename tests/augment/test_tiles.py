import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as tv

from ssl_demo.augment.tiles import COLUMN, ROW, quarters
from ssl_demo.randomness import generator

SIDES = [16, 20, 24, 28, 32]


def noise(count: int, side: int) -> Tensor:
    return torch.rand(count, 3, side, side, generator=generator(1, side))


def places(gap: float, side: int, draw: int) -> list[list[tuple[int, int]]]:
    """Where each tile of one image was cut, found by trying them all: (row, column) within its quarter."""
    images, half = noise(2, side), side // 2
    length = half - round(gap * half)
    tiles = quarters(images, gap, 16, generator(draw))
    found: list[list[tuple[int, int]]] = [[], []]
    for image in range(2):
        for tile in range(4):
            for top in range(half - length + 1):
                for left in range(half - length + 1):
                    box = (half * (tile // 2) + top, half * (tile % 2) + left, length, length)
                    cut = tv.resized_crop(images[image], *box, [16, 16], antialias=True)
                    if torch.allclose(cut, tiles[tile, image], atol=1e-5):
                        found[image].append((top, left))
    return found


@pytest.mark.parametrize("side", SIDES)
def test_without_a_gap_and_enlarging_they_are_the_quarters_themselves(side: int) -> None:
    images, half = noise(3, side), side // 2
    tiles = quarters(images, 0.0, half, generator(0))
    slices = [images[:, :, top : top + half, left : left + half] for top in (0, half) for left in (0, half)]
    torch.testing.assert_close(tiles, torch.stack(slices), atol=1e-6, rtol=0)


def test_rows_and_columns_are_in_reading_order() -> None:
    assert list(zip(ROW.tolist(), COLUMN.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize(("side", "gap"), [(16, 0.25), (24, 0.25), (24, 0.5), (28, 0.3), (32, 0.1)])
def test_each_tile_is_torchvisions_enlarged_crop_from_within_its_quarter(side: int, gap: float) -> None:
    assert [len(found) for found in places(gap, side, draw=0)] == [4, 4]


def test_where_a_tile_lies_is_drawn_for_each_image_and_quarter() -> None:
    drawn = [place for draw in range(12) for image in places(0.25, 16, draw) for place in image]
    assert set(drawn) == {(top, left) for top in range(3) for left in range(3)}
    assert any(len(set(image)) > 1 for image in places(0.25, 16, draw=0))
    again = quarters(noise(2, 24), 0.25, 16, generator(4)), quarters(noise(2, 24), 0.25, 16, generator(4))
    torch.testing.assert_close(*again, atol=0, rtol=0)


def test_autocast_does_not_round_the_pixels() -> None:
    exact = quarters(noise(2, 24), 0.25, 16, generator(0))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        torch.testing.assert_close(quarters(noise(2, 24), 0.25, 16, generator(0)), exact, atol=0, rtol=0)
