import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from ssl_demo.augment.draw import draw
from ssl_demo.augment.parameters import Parameters, describe, unchanged
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe

EVERYTHING = Recipe(crop_min=0.1, hue=0.3, blur=0.3, blur_sigma=2.0, solarise=0.15, cutout=0.4)
MANY = 4_000


def drawn(recipe: Recipe, images: int = MANY, seed: int = 0, height: int = 32, width: int = 32) -> Parameters:
    return draw(recipe, images, torch.Generator().manual_seed(seed), height=height, width=width)


def assert_share(happened: Tensor, chance: float) -> None:
    """Within four standard deviations of the binomial distribution."""
    spread = math.sqrt(chance * (1 - chance) / len(happened))
    assert abs(happened.double().mean().item() - chance) <= 4 * spread


def test_each_chance_is_the_recipes() -> None:
    p = drawn(EVERYTHING)
    assert_share(p.flip, 0.5)
    assert_share(p.brightness != 1, 0.8)
    assert_share(p.greyscale, 0.2)
    assert_share(p.blur_sigma > 0, 0.3)
    assert_share(p.solarise, 0.15)


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_chances_of_0_and_1_are_never_and_always(chance: float) -> None:
    p = drawn(Recipe(flip=chance, jitter=chance, greyscale=chance, blur=chance, solarise=chance))
    for happened in (p.flip, p.hue != 0, p.greyscale, p.blur_sigma > 0, p.solarise):
        assert_share(happened, chance)


def test_factors_fill_the_range_that_colour_jitter_draws_from() -> None:
    p = drawn(replace(EVERYTHING, jitter=1.0, brightness=0.4, contrast=1.0, saturation=0.1))
    for values, middle, strength in (
        (p.brightness, 1, 0.4),
        (p.contrast, 1, 1.0),
        (p.saturation, 1, 0.1),
        (p.hue, 0, 0.3),
    ):
        moved = (values - middle) / strength
        assert -1.0001 <= moved.min() < -0.99
        assert 0.99 < moved.max() <= 1.0001
        assert abs(moved.mean()) < 4 / math.sqrt(3 * MANY)
    blurred = p.blur_sigma[p.blur_sigma > 0]
    assert 0.1 <= blurred.min() < 0.15
    assert 1.95 < blurred.max() <= 2.0


@pytest.mark.parametrize(("height", "width"), [(32, 32), (200, 300)])
def test_crops_are_whole_pixels_inside_the_image(height: int, width: int) -> None:
    p = drawn(EVERYTHING, height=height, width=width)
    for start, length, size in ((p.crop_left, p.crop_width, width), (p.crop_top, p.crop_height, height)):
        assert torch.equal(start, start.round())
        assert torch.equal(length, length.round())
        assert start.min() == 0
        assert length.min() >= 1
        assert (start + length).max() == size


def test_crop_area_is_uniform_and_aspect_log_uniform_where_nothing_is_clamped() -> None:
    # On a large image rounding to whole pixels is negligible, and below 9/16 of the area no aspect ratio is clamped.
    p = drawn(Recipe(crop_min=0.05), height=4_000, width=4_000)
    area = p.crop_width * p.crop_height / 4_000**2
    for quarter in (0.05, 0.2875, 0.525, 0.7625):
        assert_share((area >= quarter - 1e-3) & (area < quarter + 0.2375 - 1e-3), 0.25)
    aspect = (p.crop_width / p.crop_height).log()[area < 0.5] / math.log(4 / 3)
    assert aspect.abs().max() < 1.02
    for quarter in (-1.02, -0.5, 0, 0.5):
        assert_share((aspect >= quarter) & (aspect < (quarter + 0.5 if quarter > -1 else -0.5)), 0.25)


def test_crop_min_1_keeps_the_whole_image_whatever_its_shape() -> None:
    p = drawn(Recipe(crop_min=1.0, flip=0.0), height=20, width=50)
    assert p.resizes_only()


def test_crop_positions_are_uniform() -> None:
    p = drawn(Recipe(crop_min=0.05))
    small = p.crop_width == 16
    starts = p.crop_left[small].long().bincount(minlength=17)
    assert len(starts) == 17
    assert starts.min() > 0
    assert_share(p.crop_left[small] < 8.5, 9 / 17)


def test_turning_an_operation_on_leaves_the_other_draws_as_they_were() -> None:
    before, after = drawn(Recipe(), 50), drawn(replace(EVERYTHING, crop_min=0.2, hue=0.1), 50)
    for name in ("crop_left", "crop_width", "flip", "brightness", "hue", "greyscale"):
        assert torch.equal(getattr(before, name), getattr(after, name)), name


def test_describe_names_what_was_done_and_nothing_else() -> None:
    p = unchanged(2, 32, 32)
    assert describe(p, 0) == []
    second = torch.tensor([False, True])
    p = replace(
        p,
        crop_width=torch.tensor([32.0, 16.0]),
        flip=second,
        brightness=torch.tensor([1.0, 1.25]),
        hue=torch.tensor([0.0, 0.06]),
        blur_sigma=second * 0.7,
        solarise=second,
        greyscale=second,
        cutout_side=second * 0.5,
    )
    assert describe(p, 0) == []
    assert describe(p, 1) == [
        "crop 50 % of the area",
        "mirrored",
        "brightness ×1.25",
        "hue +0.06 turns",
        "greyscale",
        "blur 0.7 px",
        "solarised",
        "cutout 25 % of the area",
    ]


def test_the_preset_none_draws_views_that_nothing_is_done_to() -> None:
    p = drawn(PRESETS["None"], 20)
    assert [describe(p, i) for i in range(20)] == [[]] * 20
