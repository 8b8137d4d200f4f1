"""Principal axes: the directions in which features spread, each on its own."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

LEADING = 128


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


@dataclass(frozen=True)
class LeadingAxes:
    """The few directions in which features spread most, and how much they do, on average, in all others.

    directions: float32 [k, d], orthonormal. variance: float32 [k], the mean square along each. rest: of the others.
    """

    directions: Tensor
    variance: Tensor
    rest: float

    @classmethod
    def of(cls, x: Tensor) -> LeadingAxes:
        """Of features float32 [n, d]: near enough for whoever only wants a good scale.

        Halko, Martinsson & Tropp 2011, "Finding Structure with Randomness", Algorithm 4.4.
        """
        n, d = x.shape
        k = min(LEADING, n, d)
        drawn = torch.Generator().manual_seed(0)
        seen = x @ torch.randn(d, k, generator=drawn)
        basis, _ = torch.linalg.qr(x.T @ torch.linalg.qr(seen)[0])
        _, spread, turned = torch.linalg.svd(x @ basis, full_matrices=False)
        variance = spread.square() / n
        left = float(x.square().sum() / n - variance.sum())
        return cls(turned @ basis.T, variance, max(0.0, left) / max(1, d - k))
