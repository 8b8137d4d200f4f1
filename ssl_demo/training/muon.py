"""Muon: momentum, with every matrix's update replaced by the orthogonal matrix nearest to it.

Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks" (kellerjordan.github.io/posts/muon).
`torch.optim.Muon` gives the same steps, but works them out in bfloat16 everywhere, which takes seconds a step on a
processor without such instructions; and it multiplies the wide matrix in every iteration, where the small Gram matrix
will do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic iteration σ ← a σ + b σ³ + c σ⁵, chosen by Jordan et al. to bring any σ in 0 … 1 near one quickly."""

ITERATIONS = 4
"""Jordan et al. take five; with four, training is as good. Rounding errors of the Gram matrix grow with each."""


@torch.no_grad()
def orthogonalise(matrices: Sequence[Tensor], dtype: torch.dtype = torch.float32) -> list[Tensor]:
    """About U Vᵀ of each matrix U S Vᵀ, with singular values near 1: float [m, n] → `dtype` [m, n].

    Each Newton-Schulz iteration is X ← (a + b XXᵀ + c (XXᵀ)²) X. The brackets are polynomials of the first XXᵀ, so they
    are multiplied among themselves, small as they are, and only their product by the wide matrix. Those of one size
    are multiplied as one batch.
    """
    tall = [len(matrix) > matrix.shape[1] for matrix in matrices]
    wide = [matrix.mT if is_tall else matrix for matrix, is_tall in zip(matrices, tall, strict=True)]
    units = [(x / x.norm().clamp_min(1e-7)).to(dtype) for x in wide]
    found: dict[int, Tensor] = {}
    for rows in dict.fromkeys(map(len, units)):
        alike = {i: x for i, x in enumerate(units) if len(x) == rows}
        products = _product_of_brackets(torch.stack([torch.mm(x, x.mT) for x in alike.values()]))
        found |= {i: torch.mm(product, x) for (i, x), product in zip(alike.items(), products, strict=True)}
    return [found[i].mT if is_tall else found[i] for i, is_tall in enumerate(tall)]


def _product_of_brackets(gram: Tensor) -> Tensor:
    """What the iterations multiply the wide matrices by: their XXᵀ, [k, m, m] → [k, m, m]."""
    bracket = product = _bracket(gram)
    for _ in range(ITERATIONS - 1):
        gram = torch.bmm(torch.bmm(bracket, gram), bracket)
        bracket = _bracket(gram)
        product = torch.bmm(bracket, product)
    return product


def _bracket(gram: Tensor) -> Tensor:
    """a + b G + c G²."""
    a, b, c = COEFFICIENTS
    bracket = torch.baddbmm(gram, gram, gram, beta=b, alpha=c)
    bracket.diagonal(dim1=-2, dim2=-1).add_(a)
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
            weights = [weight for weight in group["params"] if weight.grad is not None]
            gradients = [_matrix(self._nesterov(weight, momentum)) for weight in weights]
            for weight, update in zip(weights, orthogonalise(gradients, self._dtype), strict=True):
                rows, columns = update.shape
                weight.mul_(1 - lr * group["weight_decay"])
                weight.add_(_like(weight, update), alpha=-lr * math.sqrt(max(1.0, rows / columns)))

    def _nesterov(self, weight: Tensor, momentum: float) -> Tensor:
        """The gradient as Nesterov momentum makes it; the momentum goes on."""
        assert weight.grad is not None
        state = self.state[weight]
        if not state:
            state["momentum_buffer"] = torch.zeros_like(weight)
        average = state["momentum_buffer"].lerp_(weight.grad, 1 - momentum)
        return weight.grad.lerp_(average, momentum)


def _matrix(weight: Tensor) -> Tensor:
    """A row for each output. The columns, whose order makes no difference, go as a convolution's weights lie in memory
    when its channels come last, so that nothing is copied."""
    return weight.movedim(1, -1).flatten(1)


def _like(weight: Tensor, matrix: Tensor) -> Tensor:
    """The matrix in the shape of the weight, of which it is the `_matrix`."""
    return matrix.reshape(weight.movedim(1, -1).shape).movedim(-1, 1)
