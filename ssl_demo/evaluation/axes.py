"""Principal axes: the directions in which features spread, each on its own."""

from __future__ import annotations

import torch
from torch import Tensor


def principal_axes(x: Tensor) -> tuple[Tensor, Tensor]:
    """Features on the principal axes of their second moments: float32 [n, d] → [n, r] and the axes [r, d].

    The widest spread comes last. r ≤ min(n, d): where n < d, axes without any spread are left out. x equals the first
    times the second.
    """
    n, d = x.shape
    if n < d:
        # Squaring the features halves the digits, so this small matrix is float64.
        x_double = x.double()
        spread, directions = torch.linalg.eigh(x_double @ x_double.T)
        kept = spread > spread[-1].clamp_min(1e-30) * 1e-10
        root = spread[kept].sqrt()
        axes = (directions[:, kept].T @ x_double) / root[:, None]
        return (directions[:, kept] * root).float(), axes.float()
    _, axes = torch.linalg.eigh(x.T @ x)
    return x @ axes, axes.T.contiguous()
