"""Answers drawn on images, and in words."""

from __future__ import annotations

import math

import pytest
import torch
from PIL import Image, ImageColor
from torch import Tensor

from app.palette import SCALE
from app.transfer.captions import in_words
from app.transfer.drawing import SAID, SIDE, TRUE, as_pixels, draw_arrow, draw_line, enlarged, mapped
from app.transfer.examples import asked_places, telling
from app.transfer.pictures import picture
from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.scenes import PAINTS, generate
from ssl_demo.evaluation.dominant_colour import COLOURS
from ssl_demo.evaluation.transfer.task import Categories
from ssl_demo.evaluation.transfer.tasks import Tasks, tasks_of

SCALED = SIDE // 32


@pytest.fixture(scope="module")
def tasks() -> Tasks:
    return tasks_of(Dataset("scenes", generate(40, 1), generate(30, 2)))


def has(drawn: Tensor, x: float, y: float, colour: str) -> bool:
    """Whether this colour is within two pixels of the place."""
    wanted = torch.tensor(ImageColor.getrgb(colour))[:, None]
    left, top = max(0, round(x) - 2), max(0, round(y) - 2)
    near = drawn[:, top : top + 5, left : left + 5].flatten(1)
    return bool((near == wanted).all(dim=0).any())


def share(drawn: Tensor, colour: str) -> float:
    """The share of pixels of exactly this colour."""
    return float((drawn == torch.tensor(ImageColor.getrgb(colour))[:, None, None]).all(dim=0).float().mean())


def test_an_enlarged_image_keeps_every_pixel(tasks: Tasks) -> None:
    pixels = tasks.asked[0].images.test.pixels[0]
    assert torch.equal(as_pixels(enlarged(pixels)), pixels.repeat_interleave(SCALED, 1).repeat_interleave(SCALED, 2))


def test_the_true_box_is_solid_and_the_one_read_off_dashed(tasks: Tasks) -> None:
    task = tasks.named("box")
    answer = torch.tensor([[4.0, 6.0, 20.0, 24.0]])
    drawn = picture(task, 0, answer)
    x0, y0, x1, y1 = (SCALED * float(v) for v in task.test[0])
    alone = picture(task, 0)
    along = [has(alone, x0 + part * (x1 - x0), y0, TRUE) for part in torch.linspace(0, 1, 21).tolist()]
    assert all(along) and has(alone, x1, (y0 + y1) / 2, TRUE)
    dashed = [has(drawn, SCALED * (4 + 16 * part), SCALED * 6, SAID) for part in torch.linspace(0, 1, 41).tolist()]
    assert any(dashed) and not all(dashed)
    assert share(alone, SAID) == 0


def test_a_line_that_is_a_point_draws_nothing_that_points() -> None:
    one, other = Image.new("RGB", (SIDE, SIDE), "#808080"), Image.new("RGB", (SIDE, SIDE), "#808080")
    draw_line(one, (50, 50), (50, 50), said=True)
    draw_arrow(other, (50, 50), (52, 50), said=False)
    assert share(as_pixels(one), SAID) == 0
    assert share(as_pixels(other), TRUE) < 0.001


@pytest.mark.parametrize(("degrees", "way"), [(0, (0, -1)), (90, (1, 0)), (180, (0, 1)), (-90, (-1, 0))])
def test_the_arrow_of_an_angle_points_with_the_toys_upper_side(tasks: Tasks, degrees: float, way) -> None:
    task = tasks.named("angle")
    turn = math.radians(degrees)
    drawn = picture(task, 0, torch.tensor([[math.cos(turn), math.sin(turn)]]))
    x, y = (SCALED * float(v) for v in task.images.test.factors["position"][0])
    tip = (x + 88 * way[0], y + 88 * way[1])
    assert has(drawn, *tip, SAID)


def test_the_arrow_of_the_light_is_short_where_it_shines_from_the_front(tasks: Tasks) -> None:
    task = tasks.named("light")
    side, front = (picture(task, 0, torch.tensor([light])) for light in ([-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]))
    assert has(side, SIDE / 2 - 88, SIDE / 2, SAID)
    assert share(front, SAID) < 0.2 * share(side, SAID)


def test_paints_are_shown_as_they_are_true_left_and_said_right(tasks: Tasks) -> None:
    task = tasks.named("colour")
    wrong = (int(task.test[0]) + 6) % len(PAINTS)
    drawn = picture(task, 0, torch.tensor([wrong]))
    names = list(PAINTS)
    assert has(drawn, 60, SIDE - 20, f"#{PAINTS[names[int(task.test[0])]]:06x}")
    assert has(drawn, SIDE - 60, SIDE - 20, f"#{PAINTS[names[wrong]]:06x}")


def test_a_class_has_no_swatch(tasks: Tasks) -> None:
    task = tasks.named("class")
    assert torch.equal(picture(task, 0, torch.tensor([1])), as_pixels(enlarged(task.images.test.pixels[0])))


def test_near_is_orange_far_is_blue_and_a_perfect_map_has_no_error(tasks: Tasks) -> None:
    task = tasks.named("depth")
    drawn = picture(task, 0, task.test[:1].float())
    half = SIDE // 2
    x, y = (float(v) * half / 32 for v in task.images.test.factors["position"][0])
    assert torch.equal(drawn[:, half + 40 :, 2:half], drawn[:, half + 40 :, half + 2 :])
    assert has(drawn, half + x, y, SCALE[0])  # no error: the scale's low end
    red, _, blue = drawn[:, half + round(y), round(x)].tolist()
    assert red > blue


def test_a_scale_that_has_no_width_is_no_division_by_zero() -> None:
    flat = mapped(torch.ones(4, 4), 1.0, 1.0, 8)
    assert flat.getpixel((0, 0)) == ImageColor.getrgb(SCALE[0])


def test_answers_in_words(tasks: Tasks) -> None:
    kinds = tasks.named("class")
    name, other = kinds.categories[int(kinds.test[0])], kinds.categories[(int(kinds.test[0]) + 1) % 10]
    assert in_words(kinds, 0) == name
    assert in_words(kinds, 0, kinds.test[:1]) == f"✓ {name}"
    assert in_words(kinds, 0, (kinds.test[:1] + 1) % 10) == f"✗ says {other}, is {name}"
    box, depth, light, angle = (tasks.named(task) for task in ("box", "depth", "light", "angle"))
    assert in_words(box, 0, box.test[:1]) == "IoU 1.00"
    assert in_words(depth, 0, 1.5 * depth.test[:1].float()) == "50\u00a0% off"
    assert in_words(light, 0, light.test[:1]) == "0.0° off"
    assert in_words(angle, 0, -angle.test[:1]) == "180.0° off"
    left, top, right, bottom = (round(float(v)) for v in box.test[0])
    assert in_words(box, 0) == f"{right - left} × {bottom - top} pixels, from column {left} and row {top}"
    turned = math.degrees(float(angle.images.test.factors["rotation"][0]))
    assert in_words(angle, 0) == f"{turned:.0f}°".replace("-", "−")
    assert "off our view" in in_words(light, 0)
    assert in_words(depth, 0).startswith("from 1")


def test_a_photographs_main_colour_has_a_swatch() -> None:
    pixels = torch.zeros(2, 3, 32, 32, dtype=torch.uint8)
    photographs = Images(pixels, torch.zeros(2, dtype=torch.int64), ("a",))
    task = Categories(
        "dominant_colour", Dataset("x", photographs, photographs), torch.tensor([0, 2]), torch.tensor([0, 2]), COLOURS
    )
    assert has(picture(task, 1), 60, SIDE - 20, "#1f9d2c")


def test_best_typical_and_worst_follow_the_metric() -> None:
    scores = torch.tensor([0.5, 0.1, 0.9, 0.3, 0.7])
    assert telling(scores, True, 1) == {"Best": [2], "Typical": [0], "Worst": [1]}
    assert telling(scores, False, 1) == {"Best": [1], "Typical": [0], "Worst": [2]}


def test_of_right_and_wrong_there_are_the_first_of_each_and_none_of_what_never_happens() -> None:
    assert telling(torch.tensor([1.0, 0.0, 1.0, 1.0]), True, 2) == {"Right": [0, 2], "Wrong": [1]}
    assert telling(torch.ones(3), True, 2) == {"Right": [0, 1]}


def test_only_images_with_an_answer_are_asked_about(tasks: Tasks) -> None:
    box = tasks.named("box")
    hidden = box.at(box.images, torch.arange(40), torch.arange(30))
    hidden.test[3] = torch.tensor([5.0, 5.0, 5.0, 9.0])
    assert 3 not in asked_places(hidden).tolist() and len(asked_places(hidden)) == 29
