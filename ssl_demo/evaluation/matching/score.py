"""How many matches are right, by the known geometry."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ssl_demo.evaluation.matching.change import Twin, moved
from ssl_demo.evaluation.matching.describe import Described
from ssl_demo.evaluation.matching.match import Matches

TOLERANCE = 4.0
"""Pixels of 256: half of what one place of an encoder's last maps stands for, and near enough to be the same detail."""


@dataclass(frozen=True)
class Score:
    """The matches of a picture's points that its twin can show, judged.

    start and end: where each leads from and to, float32 [m, 2]. distances: between the descriptors, float32 [m].
    errors: by how many pixels it misses, float32 [m]; right: whether that is within the tolerance, bool [m].
    points: how many the picture has; visible: how many of them the twin shows; others: how many points the twin has.
    """

    start: Tensor
    end: Tensor
    distances: Tensor
    errors: Tensor
    right: Tensor
    points: int
    visible: int
    others: int

    @property
    def accuracy(self) -> float | None:
        """Right ones among the matches (mean matching accuracy); None where there is none to judge."""
        return int(self.right.sum()) / len(self.right) if len(self.right) else None

    @property
    def found(self) -> float | None:
        """Right matches for each point that the twin shows; None where it shows none.

        It is the matching score of Mikolajczyk et al. 2005, "A Comparison of Affine Region Detectors", but for what it
        is divided by: theirs is the number of regions in the part that both pictures show, of whichever has fewer.
        """
        return int(self.right.sum()) / self.visible if self.visible else None


def judge(picture: Described, twin: Described, matches: Matches, made: Twin, tolerance: float = TOLERANCE) -> Score:
    """Judge the matches of a picture with its twin. Points that the twin can't show, as they are out of its frame or
    behind the box, count neither as found nor as missed."""
    targets = moved(picture.points, made.homography)
    shown = visible(targets, made)
    counted = shown[matches.left]
    left, right = matches.left[counted], matches.right[counted]
    errors = (twin.points[right].double() - targets[left]).norm(dim=1)
    return Score(
        start=picture.points[left],
        end=twin.points[right],
        distances=matches.distances[counted],
        errors=errors.float(),
        right=errors <= tolerance,
        points=len(picture),
        visible=int(shown.sum()),
        others=len(twin),
    )


def visible(targets: Tensor, made: Twin) -> Tensor:
    """Whether the twin shows the scene at these places (x, y), float64 [n, 2]: bool [n]."""
    side = torch.tensor(made.seen.shape).flip(0)
    pixels = targets.round().long()
    inside = ((pixels >= 0) & (pixels < side)).all(dim=1)
    x, y = pixels.clamp(min=0).minimum(side - 1).unbind(dim=1)
    return inside & made.seen[y, x]
