"""A task's answers as pictures: the truth alone, or beside what was read off. Knows no Streamlit."""

from __future__ import annotations

import math

from torch import Tensor

from app.transfer.drawing import (
    SIDE,
    as_pixels,
    draw_arrow,
    draw_box,
    draw_swatches,
    enlarged,
    mapped,
    quarters,
)
from ssl_demo.data.scenes import PAINTS
from ssl_demo.evaluation.dominant_colour import COLOURS
from ssl_demo.evaluation.transfer.boxes import Boxes
from ssl_demo.evaluation.transfer.depth_maps import DepthMaps
from ssl_demo.evaluation.transfer.directions import Directions
from ssl_demo.evaluation.transfer.task import Categories, Task

PLAIN = {"red": "#d62020", "yellow": "#e6d200", "green": "#1f9d2c", "cyan": "#17b8c4", "blue": "#2347d6"}
PLAIN |= {"magenta": "#cf22b8", "grey": "#808080"}
"""What the names of dominant colours look like."""
FURTHEST = 1.0
"""A relative error of 100 % or more has the strongest colour of an error map."""


def picture(task: Task, place: int, answer: Tensor | None = None) -> Tensor:
    """A test image with its true answer and, if one is given, another one: uint8 [3, 256, 256].

    place: of the test image. answer: [1, …], as the task's `test`.
    """
    pixels, truth = task.images.test.pixels[place], task.test[place]
    if isinstance(task, DepthMaps):
        return _depth(pixels, truth, answer, task.test)
    drawn = enlarged(pixels)
    scale = SIDE / pixels.shape[-1]
    for value, said in ((truth, False), (answer, True)):
        if value is None:
            continue
        if isinstance(task, Boxes):
            draw_box(drawn, (scale * value.flatten()).tolist(), said=said)
        elif isinstance(task, Directions):
            centre = _centre(task, place, scale)
            x, y = _pointer(task, value.flatten())
            draw_arrow(drawn, centre, (centre[0] + x, centre[1] + y), said=said)
    if isinstance(task, Categories) and (true := _swatch(task, truth)):
        draw_swatches(drawn, true, None if answer is None else _swatch(task, answer))
    return as_pixels(drawn)


def _swatch(task: Categories, number: Tensor) -> str | None:
    name = task.categories[int(number)]
    if task.name == "colour":
        return f"#{PAINTS[name]:06x}"
    return PLAIN[name] if task.categories == COLOURS else None


REACH = 92
"""Pixels of an arrow for a direction that lies in the image's plane; the more it points at us, the shorter it is."""


def _centre(task: Directions, place: int, scale: float) -> tuple[float, float]:
    position = task.images.test.factors.get("position")
    if position is None or task.train.shape[1] > 2:
        return SIDE / 2, SIDE / 2
    x, y = (scale * position[place]).tolist()
    return x, y


def _pointer(task: Directions, vector: Tensor) -> tuple[float, float]:
    """Where the arrow points: with the toy's upper side for an angle, towards the light for a direction in space."""
    if len(vector) > 2:
        return REACH * float(vector[0]), REACH * float(vector[1])
    angle = math.atan2(float(vector[1]), float(vector[0]))
    return REACH * math.sin(angle), -REACH * math.cos(angle)


def _depth(pixels: Tensor, truth: Tensor, answer: Tensor | None, every: Tensor) -> Tensor:
    half, near, far = SIDE // 2, float(every.min()), float(every.max())
    if answer is None:
        drawn = enlarged(pixels)
        drawn.paste(mapped(-truth, -far, -near, SIDE).crop((half, 0, SIDE, SIDE)), (half, 0))
        return as_pixels(drawn)
    said = answer.reshape(truth.shape)
    error = (said - truth).abs() / truth
    parts = [
        ("image", enlarged(pixels, half)),
        ("error", mapped(error, 0.0, FURTHEST, half)),
        ("true", mapped(-truth, -far, -near, half)),
        ("read off", mapped(-said, -far, -near, half)),
    ]
    return as_pixels(quarters(parts))
