"""The dominant colour, against Python's own conversion to HSV, pixel by pixel."""

from __future__ import annotations

import colorsys
from collections import Counter

import pytest
import torch

from ssl_demo.data.images import Images
from ssl_demo.evaluation.dominant_colour import COLOURS, dominant_colour


def plain(*rgb: int) -> torch.Tensor:
    return torch.tensor(rgb, dtype=torch.uint8)[None, :, None, None].expand(1, 3, 32, 32).clone()


def named(pixels: torch.Tensor) -> list[str]:
    return [COLOURS[number] for number in dominant_colour(pixels)]


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((255, 0, 0), "red"),
        ((255, 0, 100), "red"),
        ((255, 100, 0), "red"),
        ((200, 200, 20), "yellow"),
        ((0, 90, 0), "green"),
        ((0, 200, 210), "cyan"),
        ((30, 60, 250), "blue"),
        ((250, 0, 250), "magenta"),
        ((120, 120, 120), "grey"),
        ((0, 0, 0), "grey"),
        ((255, 255, 255), "grey"),
        ((255, 200, 200), "grey"),  # saturation 0.22
        ((255, 190, 190), "red"),  # saturation 0.25
        ((50, 0, 0), "grey"),  # value 0.196
        ((51, 0, 0), "red"),
    ],
)
def test_a_plain_image_has_its_colour(rgb: tuple[int, int, int], name: str) -> None:
    assert named(plain(*rgb)) == [name]


def test_the_largest_coloured_part_decides_and_grey_only_without_any() -> None:
    image = plain(128, 128, 128)
    image[:, :, :, :2] = plain(0, 0, 255)[:, :, :, :2]  # 6 % of it
    assert named(image) == ["blue"]
    image[:, :, :, 2:5] = plain(0, 255, 0)[:, :, :, :3]
    assert named(image) == ["green"]
    almost = plain(128, 128, 128)
    almost[:, :, :, :1] = plain(0, 0, 255)[:, :, :, :1]  # 3 %
    assert named(almost) == ["grey"]


def test_noise_agrees_with_colorsys(coloured: Images) -> None:
    for image, found in zip(coloured.pixels[:8], dominant_colour(coloured.pixels[:8]), strict=True):
        votes: Counter[int] = Counter()
        for red, green, blue in image.flatten(1).T.tolist():
            hue, saturation, value = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
            if saturation >= 0.25 and value >= 0.2:
                votes[round(6 * hue) % 6] += 1
        assert int(found) == max(range(6), key=lambda sixth: votes[sixth])
