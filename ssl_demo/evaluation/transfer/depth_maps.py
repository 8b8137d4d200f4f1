"""How far away is every pixel? A coarse map, scored by its error as a share of the true depth."""

from __future__ import annotations

from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.transfer.task import Measurement, Metric

GRID = 8
"""Places along each side of the map that a linear model gives; between them it is interpolated."""


@dataclass(frozen=True)
class DepthMaps(Measurement):
    """Depth estimation from a single image. The truth: float [n, h, w], larger than 0."""

    metric = Metric("relative error", higher_is_better=False, unit="%")

    def outputs(self, truth: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(truth[:, None].float(), GRID).flatten(1)

    def answers(self, outputs: Tensor) -> Tensor:
        coarse = outputs.unflatten(1, (1, GRID, GRID))
        size = self.train.shape[1:]
        return F.interpolate(coarse, size=size, mode="bilinear", align_corners=False)[:, 0]

    def scores(self, answers: Tensor, truth: Tensor) -> Tensor:
        return relative_error(answers, truth)


def relative_error(depth: Tensor, truth: Tensor) -> Tensor:
    """The mean over pixels of |depth - truth| / truth: float [n, h, w] each → float32 [n], 0 for a perfect map.

    "Abs relative difference" of Eigen, Puhrsch & Fergus 2014, "Depth Map Prediction from a Single Image using a
    Multi-Scale Deep Network", §4.3. Raises UserError where a true depth isn't larger than 0.
    """
    if not (truth > 0).all():
        raise UserError("A depth of 0 has no relative error; leave out images in which something touches the camera.")
    return ((depth.float() - truth.float()).abs() / truth.float()).flatten(1).mean(dim=1)
