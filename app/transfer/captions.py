"""A task's answers in a few words, to stand below an image. Knows no Streamlit."""

from __future__ import annotations

import math

from torch import Tensor

from app.names import class_name
from app.transfer.names import written
from ssl_demo.evaluation.transfer.boxes import Boxes
from ssl_demo.evaluation.transfer.depth_maps import DepthMaps
from ssl_demo.evaluation.transfer.task import Categories, Task


def in_words(task: Task, place: int, answer: Tensor | None = None) -> str:
    """The answer as a caption: "ring", "says ball, is ring", "IoU 0.82", "8.1° off"."""
    truth = task.test[place : place + 1]
    if isinstance(task, Categories):
        true = class_name(task.categories[int(truth)])
        if answer is None:
            return true
        name = class_name(task.categories[int(answer)])
        return f"✓ {name}" if name == true else f"✗ says {name}, is {true}"
    if answer is None:
        return _measured(task, truth[0])
    score = float(task.scores(answer.reshape(truth.shape), truth))
    text = written(task.metric, score)
    return f"{task.metric.name} {text}" if task.metric.higher_is_better else f"{text} off"


def _measured(task: Task, truth: Tensor) -> str:
    if isinstance(task, Boxes):
        left, top, right, bottom = (round(float(value)) for value in truth)
        return f"{right - left} × {bottom - top} pixels, from column {left} and row {top}"
    if isinstance(task, DepthMaps):
        return f"from {float(truth.min()):.1f} to {float(truth.max()):.1f}"
    if len(truth) == 2:
        return f"{math.degrees(math.atan2(float(truth[1]), float(truth[0]))):.0f}°".replace("-", "−")
    sides = ("left" if truth[0] < 0 else "right", "above" if truth[1] < 0 else "below")
    tilt = math.degrees(math.acos(min(1.0, max(-1.0, float(truth[2])))))
    return f"from {sides[1]}, {sides[0]}, {tilt:.0f}° off our view"
