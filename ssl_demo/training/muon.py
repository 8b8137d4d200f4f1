"""Muon: momentum, with every matrix's update replaced by the orthogonal matrix nearest to it.

Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks" (kellerjordan.github.io/posts/muon).
`torch.optim.Muon` gives the same steps, but works them out in bfloat16 everywhere, which takes seconds a step on a
processor without such instructions; and it multiplies the wide matrix in every iteration, where the small Gram matrix
will do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic iteration σ ← a σ + b σ³ + c σ⁵, chosen by Jordan et al. to bring any σ in 0 … 1 near one quickly."""

ITERATIONS = 4
"""Jordan et al. take five; with four, training is as good. Rounding errors of the Gram matrix grow with each."""


@torch.no_grad()
def orthogonalise(matrix: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """About U Vᵀ of a matrix U S Vᵀ, with singular values near 1: float [m, n] → `dtype` [m, n].

    Each Newton-Schulz iteration is X ← (a + b XXᵀ + c (XXᵀ)²) X. The brackets are polynomials of the first XXᵀ, so they
    are multiplied among themselves, small as they are, and only their product by the wide matrix.
    """
    wide = matrix.mT if matrix.shape[0] > matrix.shape[1] else matrix
    x = (wide / wide.norm().clamp_min(1e-7)).to(dtype)
    gram = x @ x.mT
    bracket = product = _bracket(gram)
    for _ in range(ITERATIONS - 1):
        gram = bracket @ gram @ bracket
        bracket = _bracket(gram)
        product = bracket @ product
    x = product @ x
    return x.mT if wide is not matrix else x


def _bracket(gram: Tensor) -> Tensor:
    """a + b G + c G²."""
    a, b, c = COEFFICIENTS
    bracket = torch.addmm(gram, gram, gram, beta=b, alpha=c)
    bracket.diagonal().add_(a)
    return bracket


class Muon(torch.optim.Optimizer):
    """For weights of two or more axes: [m, n] as it is, a convolution's [m, inputs, h, w] as [m, inputs · h · w].

    lr: the spectral norm of a step, about, times √(m / n) for tall matrices. dtype: in which steps are worked out.
    """

    def __init__(
        self,
        weights: Iterable[Tensor],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self._dtype = dtype

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """Update every weight that has a gradient, by Nesterov momentum and decoupled weight decay."""
        for group in self.param_groups:
            lr, momentum = group["lr"], group["momentum"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if not state:
                    state["momentum_buffer"] = torch.zeros_like(weight)
                average = state["momentum_buffer"].lerp_(weight.grad, 1 - momentum)
                update = orthogonalise(weight.grad.lerp(average, momentum).flatten(1), self._dtype)
                rows, columns = update.shape
                weight.mul_(1 - lr * group["weight_decay"])
                weight.add_(update.view_as(weight), alpha=-lr * math.sqrt(max(1.0, rows / columns)))
