"""Which way? An angle in the image or a direction in space, scored in degrees."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.evaluation.transfer.task import Measurement, Metric


@dataclass(frozen=True)
class Directions(Measurement):
    """The truth: float32 [n, d], vectors of length one; an angle is one in the plane, so 359° is next to 0°."""

    metric = Metric("angular error", higher_is_better=False, unit="°")

    def outputs(self, truth: Tensor) -> Tensor:
        return truth.float()

    def answers(self, outputs: Tensor) -> Tensor:
        return F.normalize(outputs, dim=1)

    def scores(self, answers: Tensor, truth: Tensor) -> Tensor:
        return degrees_between(answers, truth)


def degrees_between(one: Tensor, other: Tensor) -> Tensor:
    """The angle between vectors of length one, by the arc tangent of its half's sine and cosine, which is exact for
    small angles as well (Kahan 2006, "How Futile are Mindless Assessments of Roundoff", §12): float [n, d] each →
    float32 [n], 0 … 180."""
    half = torch.atan2((one - other).norm(dim=1), (one + other).norm(dim=1))
    return torch.rad2deg(2 * half).float()


def plane(angles: Tensor) -> Tensor:
    """Angles in radians as vectors in the plane: float [n] → [n, 2]."""
    return torch.stack([angles.cos(), angles.sin()], dim=1)
