"""What there is to read off images."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.scenes import Strengths, generate
from ssl_demo.evaluation.targets import Target, orientation, targets_of
from ssl_demo.randomness import generator

CATEGORICAL = ["class", "dominant colour", "colour", "background"]
MEASURED = ["position", "scale", "rotation", "light", "brightness", "haze"]


@pytest.fixture(scope="module")
def scenes() -> Dataset:
    return Dataset("scenes", generate(200, 1), generate(60, 2))


def found(images: Dataset) -> dict[str, Target]:
    return {target.name: target for target in targets_of(images)}


def test_scenes_have_all_their_factors(scenes: Dataset) -> None:
    targets = found(scenes)
    # Kind and pattern say what the class says.
    assert list(targets) == [*CATEGORICAL, *MEASURED]
    assert [name for name, target in targets.items() if target.is_measured] == MEASURED


def test_a_pattern_that_is_not_the_class_is_a_property_of_its_own(scenes: Dataset) -> None:
    train, test = (
        dataclasses.replace(images, labels=(images.labels + i) % 10)
        for i, images in enumerate((scenes.train, scenes.test), 1)
    )
    assert {"kind", "pattern"} <= found(Dataset("scenes", train, test)).keys()


def test_measurements_are_the_ground_truth(scenes: Dataset) -> None:
    targets = found(scenes)
    assert torch.equal(targets["position"].train, scenes.train.factors["position"])
    assert torch.equal(targets["haze"].test[:, 0], scenes.test.factors["haze"])
    angle = torch.atan2(*targets["rotation"].test.T)
    assert angle.numpy() == pytest.approx(scenes.test.factors["rotation"].numpy(), abs=1e-5)


def test_numbers_that_are_alike_in_all_images_are_left_out(scenes: Dataset) -> None:
    # The light's height is always the same.
    assert found(scenes)["light"].train.shape == (200, 2)
    still = Strengths(light=0, rotation=0)
    calm = Dataset("calm", generate(60, 1, still), generate(30, 2, still))
    assert found(calm).keys() & {"light", "brightness", "haze", "rotation"} == set()


def test_photographs_have_a_class_and_a_colour(coloured: Images) -> None:
    images = Dataset("coloured", coloured, coloured.take(torch.arange(20)))
    targets = found(images)
    assert list(targets) == ["class", "dominant colour"]
    assert torch.equal(targets["class"].train, coloured.labels)


def test_categories_with_few_training_images_are_left_out_and_the_rest_numbered_anew(coloured: Images) -> None:
    labels = torch.tensor([4] * 30 + [1] * 4 + [2] * 30)
    train = Images(coloured.pixels, labels, tuple("abcde"))
    test = Images(coloured.pixels[:5], torch.tensor([1, 2, 4, 0, 2]), tuple("abcde"))
    target = found(Dataset("few", train, test))["class"]
    assert target.train.tolist() == [1] * 30 + [0] * 30
    assert target.train_places.tolist() == [*range(30), *range(34, 64)]
    assert target.test.tolist() == [0, 1, 0] and target.test_places.tolist() == [1, 2, 4]


def test_one_category_alone_is_no_question(coloured: Images) -> None:
    one = Images(coloured.pixels, torch.zeros(64, dtype=torch.int64), ("a", "b"))
    assert "class" not in found(Dataset("one", one, one))


def test_images_are_turned_to_the_left_and_it_is_known_how_far(scenes: Dataset) -> None:
    turned, (target,) = orientation(scenes, generator(0))
    assert target.name == "orientation"
    assert set(target.train.tolist()) == {0, 1, 2, 3}
    for split, turns, before in ((turned.train, target.train, scenes.train), (turned.test, target.test, scenes.test)):
        for image, turn, original in zip(split.pixels, turns, before.pixels, strict=True):
            assert np.array_equal(image.numpy(), np.rot90(original.numpy(), int(turn), axes=(1, 2)))


def test_of_a_handful_of_images_no_orientation_is_asked(coloured: Images) -> None:
    few = coloured.take(torch.arange(4))
    assert orientation(Dataset("few", few, few), generator(0))[1] == []
