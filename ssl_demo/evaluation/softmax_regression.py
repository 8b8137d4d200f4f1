"""Multinomial logistic regression with an L2 penalty, to its optimum and fast.

minimise over W [c, d], b [c]:   mean cross-entropy of softmax(W x + b)  +  l2 / 2 · ‖W‖²

Three things make it fast, and none changes the optimum. The penalty doesn't care how the axes are turned, so the
features are turned to their principal axes first; of directions in which no image differs the optimum holds nothing
(the representer theorem), so n images need at most n axes. On principal axes the curvature along each is known well
enough to bring all to one scale for L-BFGS. And an optimum at one l2 is the start for the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.evaluation.threads import WORTH_SHARING

# The cross-entropy's curvature along an axis is its variance times p (1 - p), which is about this.
CURVATURE = 0.1


@dataclass(frozen=True)
class Solution:
    """weight: float32 [c, d]; bias: float32 [c]."""

    weight: Tensor
    bias: Tensor


def solve(x: Tensor, labels: Tensor, classes: int, l2: float, start: Solution | None = None) -> Solution:
    """The optimum for features on their principal axes: float32 [n, r], with labels int64 [n] in 0 … classes - 1."""
    from scipy.optimize import minimize

    n, r = x.shape
    # The last digits of the optimum want float64; where there are thousands of images the noise of float32 is far
    # below the differences that they can tell, and half the memory to read is half the time.
    dtype, tolerance = (torch.float64, 1e-6) if x.numel() < WORTH_SHARING else (torch.float32, 1e-5)
    scale = (CURVATURE * x.square().mean(dim=0) + l2).rsqrt().to(dtype)
    scaled = x.to(dtype) * scale
    penalty = l2 * scale.square()
    target = F.one_hot(labels, classes).T.to(dtype)

    def loss_and_gradient(flat: np.ndarray) -> tuple[float, np.ndarray]:
        # Class by image, not image by class: with few rows both products read the features along their rows.
        v = torch.from_numpy(flat).to(dtype).view(classes, r + 1)
        weight, bias = v[:, :r], v[:, r:]
        log_share = F.log_softmax(weight @ scaled.T + bias, dim=0)
        residual = (log_share.exp() - target) / n
        shrunk = penalty * weight
        loss = -(log_share * target).sum(dtype=torch.float64) / n + (shrunk * weight).sum(dtype=torch.float64) / 2
        gradient = torch.cat([residual @ scaled + shrunk, residual.sum(dim=1, keepdim=True)], dim=1)
        return float(loss), gradient.double().numpy().ravel()

    first = torch.zeros(classes, r + 1, dtype=torch.float64)
    if start is not None:
        first = torch.cat([start.weight / scale, start.bias[:, None]], dim=1).double()
    options = {"maxiter": 1000, "gtol": tolerance, "ftol": 0.0, "maxcor": 20}
    found = minimize(loss_and_gradient, first.numpy().ravel(), jac=True, method="L-BFGS-B", options=options)
    v = torch.from_numpy(found.x).view(classes, r + 1)
    return Solution((v[:, :r] * scale).float(), v[:, r].float())
