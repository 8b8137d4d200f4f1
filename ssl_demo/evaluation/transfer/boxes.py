"""Where is the object? A box around it, scored by how much it overlaps with the true one."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.transfer.task import Measurement, Metric


@dataclass(frozen=True)
class Boxes(Measurement):
    """Object detection with one object in each image. The truth: float32 [n, 4], x0 y0 x1 y1 in pixels.

    A box without an area says that the object is wholly hidden; such an image isn't asked.
    """

    metric = Metric("IoU", higher_is_better=True)

    def known(self, truth: Tensor) -> Tensor:
        return (truth[:, 2:] > truth[:, :2]).all(dim=1)

    def outputs(self, truth: Tensor) -> Tensor:
        return truth.float()

    def answers(self, outputs: Tensor) -> Tensor:
        return outputs

    def scores(self, answers: Tensor, truth: Tensor) -> Tensor:
        return intersection_over_union(answers, truth)


def intersection_over_union(boxes: Tensor, truth: Tensor) -> Tensor:
    """The area that two boxes share over the area that they cover together: float [n, 4] each → float32 [n], 0 … 1.

    Everingham et al. 2010, "The Pascal Visual Object Classes (VOC) Challenge", Eq. 3. A box whose ends are the wrong
    way round is empty, and shares nothing. Raises UserError where a true box is empty: the object is wholly hidden.
    """
    from ssl_demo.torchvision_ops import torchvision

    if not (truth[:, 2:] > truth[:, :2]).all():
        raise UserError("An object is wholly hidden, so there is no box to find; leave its image out.")
    upright = torch.cat([boxes[:, :2], torch.maximum(boxes[:, 2:], boxes[:, :2])], dim=1)
    pairs = zip(upright.float().split(CHUNK), truth.float().split(CHUNK), strict=True)
    return torch.cat([torchvision.ops.box_iou(mine, true).diagonal() for mine, true in pairs])


CHUNK = 500
"""torchvision compares every box with every other: of so many at a time that this is no waste."""
