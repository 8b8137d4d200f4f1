"""Which tasks a data set's ground truth allows, and which of its images they are put to."""

from __future__ import annotations

import pytest
import torch

from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.scenes import Strengths, generate
from ssl_demo.evaluation.transfer import tasks as module
from ssl_demo.evaluation.transfer.kinds import ANIMALS, VEHICLES
from ssl_demo.evaluation.transfer.tasks import probed, tasks_of

CIFAR10 = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def photographs(classes: tuple[str, ...], n: int = 80, seed: int = 0) -> Images:
    dice = torch.Generator().manual_seed(seed)
    pixels = torch.randint(0, 120, (n, 3, 32, 32), dtype=torch.uint8, generator=dice)
    labels = torch.arange(n) % len(classes)
    pixels[torch.arange(n), torch.arange(n) // 3 % 2] += 120  # red or green
    return Images(pixels, labels, classes)


def test_scenes_have_six_tasks(scenes: Dataset) -> None:
    found = tasks_of(scenes)
    assert [task.name for task in found.asked] == ["class", "colour", "box", "depth", "angle", "light"]
    assert found.left_out == ()
    assert all(len(task.train) == 300 and len(task.test) == 100 for task in found.asked)


def test_photographs_have_four() -> None:
    found = tasks_of(Dataset("cifar10", photographs(CIFAR10), photographs(CIFAR10, seed=1)))
    assert [task.name for task in found.asked] == ["class", "orientation", "dominant_colour", "vehicle"]
    vehicle = found.named("vehicle")
    is_vehicle = [CIFAR10[label] in VEHICLES for label in vehicle.images.train.labels]
    assert (vehicle.train == 0).tolist() == is_vehicle


def test_the_turned_images_are_the_images_turned() -> None:
    images = Dataset("photos", photographs(CIFAR10), photographs(CIFAR10, seed=1))
    task = tasks_of(images).named("orientation")
    for place in range(20):
        turned = torch.rot90(images.train.pixels[place], int(task.train[place]), (1, 2))
        assert torch.equal(task.images.train.pixels[place], turned)


@pytest.mark.parametrize("count", [20, 24, 400])
def test_of_few_images_no_answer_stands_beside_another_image(count: int) -> None:
    """Too few were turned by some angle: there is no such task, and no shorter list of answers either."""
    images = Dataset("photos", photographs(CIFAR10, count), photographs(CIFAR10, count, seed=1))
    found = {task.name: task for task in tasks_of(images).asked}
    assert all(len(task.train) == len(task.test) == count for task in found.values())
    assert ("orientation" in found) == (count == 400)
    assert len(probed(tasks_of(images)).asked) == len(found)


def test_a_task_with_a_single_answer_to_score_is_left_out(scenes: Dataset) -> None:
    one = Dataset("scenes", scenes.train, scenes.test.take(torch.tensor([3])))
    assert tasks_of(one).asked == ()


def test_classes_of_two_sorts_only_are_vehicles_and_animals() -> None:
    assert not VEHICLES & ANIMALS
    assert {*CIFAR10} <= VEHICLES | ANIMALS and len({*CIFAR10} & VEHICLES) == 4
    flowers = tasks_of(Dataset("photos", photographs(("rose", "cat")), photographs(("rose", "cat"))))
    assert "vehicle" not in [task.name for task in flowers.asked]


def test_a_class_that_is_neither_is_not_asked_about() -> None:
    images = photographs(("cat", "rose", "ship"))
    task = tasks_of(Dataset("photos", images, images)).named("vehicle")
    assert task.known(task.train).tolist() == [int(label) != 1 for label in images.labels]


def test_a_colour_of_a_few_images_is_not_asked_about() -> None:
    images = photographs(CIFAR10)
    images.pixels[7] = torch.tensor([20, 20, 220], dtype=torch.uint8)[:, None, None]  # the only blue one
    task = tasks_of(Dataset("photos", images, images)).named("dominant_colour")
    assert task.train[7] == -1 and (task.train >= 0).sum() == len(images) - 1


def test_what_is_the_same_in_all_images_is_left_out_by_name() -> None:
    still = Strengths(position=0, scale=0, rotation=0, light=0, background=0)
    toys = [generate(60, seed, still) for seed in (1, 2)]
    assert {"angle", "light"} <= {*tasks_of(Dataset("scenes", *toys)).left_out}


def test_one_class_leaves_the_class_out(scenes: Dataset) -> None:
    first = (scenes.train.labels == 0).nonzero()[:, 0]
    balls = Dataset("scenes", scenes.train.take(first), scenes.test)
    assert tasks_of(balls).left_out == ("class",)


def test_a_part_of_the_images_keeps_their_answers(scenes: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PROBED", 50)
    monkeypatch.setattr(module, "TESTED", 20)
    few = probed(tasks_of(scenes))
    assert len({id(task.images) for task in few.asked}) == 1
    box, images = few.named("box"), few.named("box").images
    assert len(images.train) == len(box.train) == 50 and len(images.test) == len(box.test) == 20
    assert torch.equal(box.train, images.train.factors["box"]) and torch.equal(box.test, images.test.factors["box"])
    assert torch.equal(few.named("class").train, images.train.labels)
    assert torch.equal(probed(tasks_of(scenes)).named("class").train, images.train.labels)  # the same lot again


def test_chance_is_what_the_commonest_answer_gets(scenes: Dataset) -> None:
    task = tasks_of(scenes).named("colour")
    commonest = task.train.mode().values
    assert task.chance == pytest.approx(float((task.test == commonest).float().mean()))
