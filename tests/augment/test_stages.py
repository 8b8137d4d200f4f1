from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor

from ssl_demo.augment.draw import draw
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.augment.parameters import FIELDS, Parameters, by_operation, describe, unchanged
from ssl_demo.augment.presets import PRESETS
from ssl_demo.augment.stages import stages
from ssl_demo.augment.views import apply
from ssl_demo.config import Recipe

VIEWS = 40
EVERYTHING = Recipe(crop_min=0.1, hue=0.3, blur=0.5, solarise=0.4, cutout=0.4)
RECIPES = [*PRESETS.values(), EVERYTHING]


@pytest.fixture
def image() -> Tensor:
    return torch.randint(0, 256, (3, 32, 32), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)


def drawn(recipe: Recipe, height: int = 32, width: int = 32) -> Parameters:
    return draw(recipe, VIEWS, torch.Generator().manual_seed(1), height=height, width=width)


def alone(parameters: Parameters, i: int) -> Parameters:
    tensors = {name: getattr(parameters, name)[i : i + 1] for names in FIELDS.values() for name in names}
    return dataclasses.replace(parameters, **tensors)


def test_the_operations_are_those_that_can_be_tried_alone_in_their_order_and_no_parameter_is_left_out() -> None:
    assert list(FIELDS) == list(OPERATIONS)
    assert list(by_operation(drawn(EVERYTHING), 0)) == list(OPERATIONS)
    fields = {field.name for field in dataclasses.fields(Parameters)}
    assert {name for names in FIELDS.values() for name in names} == fields - {"height", "width"}


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_last_stage_is_the_view(image: Tensor, recipe: Recipe) -> None:
    parameters = drawn(recipe)
    batch = apply(image.expand(VIEWS, -1, -1, -1), parameters, 32)
    for i in range(VIEWS):
        last = stages(image, parameters, i)[-1].image
        assert torch.equal(last, apply(image[None], alone(parameters, i), 32)[0])
        torch.testing.assert_close(last, batch[i], atol=1e-6, rtol=0)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_stage_without_words_is_the_one_before_it(image: Tensor, recipe: Recipe) -> None:
    parameters = drawn(recipe)
    for i in range(VIEWS):
        before = image.float() / 255
        for stage in stages(image, parameters, i):
            assert stage.words or torch.equal(stage.image, before), stage.name
            before = stage.image
        assert [s.words for s in stages(image, parameters, i) if s.words] == describe(parameters, i)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_view_that_one_operation_alone_changed_has_that_operation_as_its_only_stage(image: Tensor, name: str) -> None:
    operation = OPERATIONS[name]
    strength = operation.low if name == "crop" else operation.high
    parameters = operation.set_strength(unchanged(1, 32, 32), strength)
    found = stages(image, parameters, 0)
    assert [stage.name for stage in found if stage.words] == [name]
    assert torch.equal(found[-1].image, operation.apply(image[None], strength)[0])


def test_stages_come_in_the_size_asked_for() -> None:
    image = torch.zeros(3, 24, 40, dtype=torch.uint8)
    found = stages(image, drawn(Recipe(crop_min=0.2), 24, 40), 0, side=16)
    assert {tuple(stage.image.shape) for stage in found} == {(3, 16, 16)}
