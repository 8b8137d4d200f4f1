"""Which tasks a recipe disturbs: those whose answer its views really change."""

from __future__ import annotations

import pytest
import torch

from ssl_demo.augment.presets import PRESETS
from ssl_demo.augment.views import make_views
from ssl_demo.config import Recipe
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.dominant_colour import dominant_colour
from ssl_demo.evaluation.transfer.boxes import intersection_over_union
from ssl_demo.evaluation.transfer.depth_maps import relative_error
from ssl_demo.evaluation.transfer.invariances import disturbed_by

STILL = PRESETS["None"]
WITH = {
    "crop": {"crop_min": 0.2},
    "mirror": {"flip": 1.0},
    "hue": {"jitter": 1.0, "brightness": 0.0, "contrast": 0.0, "saturation": 0.0, "hue": 0.3},
    "saturation": {"jitter": 1.0, "brightness": 0.0, "contrast": 0.0, "saturation": 1.0, "hue": 0.0},
    "greyscale": {"greyscale": 1.0},
    "solarise": {"solarise": 1.0},
}
"""Recipes that do one thing, and strongly."""


def only(name: str) -> Recipe:
    return Recipe(**{**vars(STILL), **WITH[name]})


def test_the_presets() -> None:
    assert disturbed_by(PRESETS["None"]) == {}
    assert set(disturbed_by(PRESETS["Crop only"])) == {"box", "depth"}
    assert set(disturbed_by(PRESETS["Crop and mirror"])) == {"box", "depth", "angle", "light", "orientation"}
    assert set(disturbed_by(PRESETS["Colour only"])) == {"colour", "dominant_colour"}
    assert disturbed_by(PRESETS["SimCLR"])["colour"] == ["hue", "greyscale"]


@pytest.mark.parametrize("name", WITH)
def test_each_is_named_by_what_it_does(name: str) -> None:
    found = disturbed_by(only(name))
    assert found and all(augmentations == [name] for augmentations in found.values())


@pytest.mark.parametrize("name", ["hue", "saturation", "greyscale", "solarise"])
def test_what_changes_colours_changes_the_dominant_one(scenes: Dataset, name: str) -> None:
    pixels = scenes.train.pixels
    (views,) = make_views(pixels, only(name), torch.Generator().manual_seed(0), views=1)
    changed = dominant_colour((views * 255).round().to(torch.uint8)) != dominant_colour(pixels)
    assert changed.float().mean() > 0.1
    assert "dominant_colour" in disturbed_by(only(name))


def test_a_mirror_moves_the_box_and_the_depth(scenes: Dataset) -> None:
    box, depth = scenes.train.factors["box"], scenes.train.factors["depth_map"]
    mirrored = torch.stack([32 - box[:, 2], box[:, 1], 32 - box[:, 0], box[:, 3]], dim=1)
    assert intersection_over_union(mirrored, box).mean() < 0.9
    assert relative_error(depth.flip(2), depth).mean() > 0.1
    assert {"box", "depth"} <= set(disturbed_by(only("mirror")))


def test_a_mirror_turns_a_quarter_turn_round(scenes: Dataset) -> None:
    """An image turned to the left and then mirrored is its mirror image turned to the right."""
    pixels = scenes.train.pixels[:5]
    assert torch.equal(pixels.rot90(1, (2, 3)).flip(3), pixels.flip(3).rot90(3, (2, 3)))
    assert "orientation" in disturbed_by(only("mirror"))


def test_jitter_of_brightness_alone_changes_no_colour() -> None:
    assert disturbed_by(Recipe(**{**vars(STILL), "jitter": 1.0, "hue": 0.0, "saturation": 0.0})) == {}
