from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor

from ssl_demo.augment.draw import draw
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.augment.parameters import FIELDS, Parameters
from ssl_demo.augment.presets import PRESETS
from ssl_demo.augment.ranges import strengths_drawn
from ssl_demo.config import Recipe

EVERYTHING = Recipe(crop_min=0.1, hue=0.3, saturation=0.2, blur=0.5, blur_sigma=1.4, solarise=0.4, cutout=0.4)
RECIPES = [*PRESETS.values(), EVERYTHING, dataclasses.replace(EVERYTHING, contrast=0.0, blur=0.0, flip=1.0)]


def strengths(parameters: Parameters, name: str) -> Tensor:
    """What was drawn, in the unit of the operation."""
    if name == "crop":
        return parameters.crop_width * parameters.crop_height / (parameters.width * parameters.height)
    return getattr(parameters, "cutout_side" if name == "cutout" else FIELDS[name][0]).float()


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_drawn_fills_the_range_and_never_leaves_it(recipe: Recipe, name: str) -> None:
    # On a large image, rounding a crop to whole pixels is negligible.
    drawn = strengths(draw(recipe, 4_000, torch.Generator().manual_seed(0), height=2_000, width=2_000), name)
    found = strengths_drawn(recipe, name)
    if found is None:
        assert (drawn == OPERATIONS[name].neutral).all()
        return
    low, high = found
    assert low - 1e-3 <= drawn.min()
    assert drawn.max() <= high + 1e-3
    assert drawn.max() > high - 0.01
    assert drawn.min() < low + 0.01 or (name, recipe.flip) == ("flip", 1.0)
