"""Which tasks a recipe disturbs: those whose answer its views really change."""

from __future__ import annotations

import pytest

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe
from ssl_demo.evaluation.transfer.invariances import disturbed_by


def test_the_presets() -> None:
    assert disturbed_by(PRESETS["None"]) == {}
    assert set(disturbed_by(PRESETS["Crop only"])) == {"box", "depth"}
    assert set(disturbed_by(PRESETS["Crop and mirror"])) == {"box", "depth", "angle", "light"}
    assert set(disturbed_by(PRESETS["Colour only"])) == {"colour", "dominant_colour"}
    assert disturbed_by(PRESETS["SimCLR"])["colour"] == ["colour jitter", "greyscale"]


@pytest.mark.parametrize("recipe", PRESETS.values())
def test_no_recipe_disturbs_the_class(recipe: Recipe) -> None:
    assert not {"class", "vehicle", "orientation"} & set(disturbed_by(recipe))


def test_jitter_of_brightness_alone_changes_no_colour() -> None:
    assert "colour" not in disturbed_by(Recipe(hue=0, greyscale=0))
