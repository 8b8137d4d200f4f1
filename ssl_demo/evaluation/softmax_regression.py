"""Multinomial logistic regression with an L2 penalty, to its optimum and fast.

minimise over W [c, d], b [c]:   mean cross-entropy of softmax(W x + b)  +  l2 / 2 · ‖W‖²

What makes it fast doesn't change the optimum. Along a direction in which the features spread, the curvature is known
well enough to bring all directions to one scale for L-BFGS. Several folds of the same images are solved at once, as one
problem that falls into parts. And an optimum at one l2 is the start for the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.evaluation.axes import LeadingAxes

# The cross-entropy's curvature along an axis is its variance times p (1 - p), which is about this.
CURVATURE = 0.1

FEW = 200_000
EXACT = {"gtol": 1e-6, "ftol": 0.0, "maxcor": 20}
FINE = {"gtol": 1e-4, "ftol": 1e-5, "maxcor": 10}
ROUGH = {"gtol": 1e-3, "ftol": 1e-4, "maxcor": 10}
"""When to stop: at this largest slope, in units that bring all curvatures to about one, or when a round gains less than
this share of the loss."""


@dataclass(frozen=True)
class Solution:
    """weight: float32 [folds, c, d]; bias: float32 [folds, c]."""

    weight: Tensor
    bias: Tensor


Rescale = Callable[[Tensor], Tensor]
"""A symmetric linear map of weights [m, d]."""


def rescaling(x: Tensor, l2: float, axes: LeadingAxes | None) -> tuple[Rescale, Rescale]:
    """The map that brings the curvature in all directions to about one, and its inverse.

    Without `axes`, x [n, d] has to lie on its principal axes.
    """
    if axes is None:
        scale = (CURVATURE * x.float().square().mean(dim=0) + l2).rsqrt()
        return (lambda v: v * scale.to(v.dtype)), (lambda w: w / scale.to(w.dtype))
    along, across = (CURVATURE * axes.variance + l2).rsqrt(), (CURVATURE * axes.rest + l2) ** -0.5

    def mapping(along: Tensor, across: float) -> Rescale:
        def apply(v: Tensor) -> Tensor:
            directions = axes.directions.to(v.dtype)
            return across * v + (v @ directions.T * (along - across).to(v.dtype)) @ directions

        return apply

    return mapping(along, across), mapping(1 / along, 1 / across)


def solve(
    x: Tensor,
    labels: Tensor,
    classes: int,
    l2: float,
    start: Solution | None = None,
    *,
    axes: LeadingAxes | None = None,
    seen: Tensor | None = None,
    rough: bool = False,
) -> Solution:
    """The optimum for features float [n, d] with labels int64 [n] in 0 … classes - 1.

    The features lie on their principal axes, unless `axes` tells how they spread. seen: bool [folds, n], the images
    that each of several problems is about; without it there is one, about all. `rough` stops as soon as strengths can
    be told apart; x may then be bfloat16.
    """
    from scipy.optimize import minimize

    seen = torch.ones(1, len(x), dtype=torch.bool) if seen is None else seen
    folds, d = len(seen), x.shape[1]
    # The last digits of the optimum want float64. Where there are many images the noise of float32 is far below the
    # differences that they can tell, and half the memory to read is half the time.
    exact = not rough and x.numel() < FEW
    dtype = torch.float64 if exact else torch.float32
    data = x if x.dtype == torch.bfloat16 else x.to(dtype)
    forth, back = rescaling(x, l2, axes)
    share = (seen / seen.sum(dim=1, keepdim=True))[:, None, :].to(dtype)
    target = F.one_hot(labels, classes).T.to(dtype) * share

    def loss_and_gradient(flat: np.ndarray) -> tuple[float, np.ndarray]:
        # Class by image, not image by class: with few rows both products read the features along their rows.
        v = torch.from_numpy(flat).to(dtype).view(folds * classes, d + 1)
        weight, bias = forth(v[:, :d]), v[:, d:]
        logits = (weight.to(data.dtype) @ data.T).to(dtype) + bias
        log_share = F.log_softmax(logits.view(folds, classes, -1), dim=1)
        residual = (log_share.exp() * share - target).view(folds * classes, -1)
        loss = -(log_share * target).sum(dtype=torch.float64) + l2 / 2 * weight.square().sum(dtype=torch.float64)
        slope = forth((residual.to(data.dtype) @ data).to(dtype) + l2 * weight)
        gradient = torch.cat([slope, residual.sum(dim=1, keepdim=True)], dim=1)
        return float(loss), gradient.double().numpy().ravel()

    first = torch.zeros(folds * classes, d + 1, dtype=torch.float64)
    if start is not None:
        begin = torch.cat([back(start.weight.flatten(0, 1)), start.bias.view(-1, 1)], dim=1)
        first = begin.double()
    options = {"maxiter": 1000, **(ROUGH if rough else EXACT if exact else FINE)}
    found = minimize(loss_and_gradient, first.numpy().ravel(), jac=True, method="L-BFGS-B", options=options)
    v = torch.from_numpy(found.x).view(folds * classes, d + 1).to(dtype)
    return Solution(forth(v[:, :d]).float().view(folds, classes, d), v[:, d].float().view(folds, classes))
