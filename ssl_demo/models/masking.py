"""Leaving out patches of an image, and predicting them from those that are left: what MAE and I-JEPA share."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ssl_demo.models.vit import Block, positions

HEAD = 32
"""Numbers that one attention head compares."""


def take(tokens: Tensor, places: Tensor) -> Tensor:
    """The tokens at these places: [b, n, d] and int64 [b, k] → [b, k, d]."""
    return tokens.gather(1, places[:, :, None].expand(-1, -1, tokens.shape[2]))


def random_order(images: int, patches: int, generator: torch.Generator) -> Tensor:
    """The places of every image's patches, shuffled: int64 [images, patches]."""
    return torch.rand(images, patches, generator=generator).argsort(dim=1)


class TokenDecoder(nn.Module):
    """A small transformer that says what is at some places of an image, given the tokens at others.

    A place that is asked about enters as the mask token, one learned vector for all, plus its position (He et al. 2022,
    "Masked Autoencoders Are Scalable Vision Learners", §3).
    """

    def __init__(self, inputs: int, width: int, depth: int, outputs: int, generator: torch.Generator) -> None:
        super().__init__()
        self.width = width
        self.narrow = nn.Linear(inputs, width)
        self.mask_token = nn.Parameter(torch.zeros(width))
        self.blocks = nn.ModuleList(Block(width, width // HEAD) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.answer = nn.Linear(width, outputs)
        nn.init.normal_(self.mask_token, std=0.02, generator=generator)
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight, generator=generator)
                nn.init.zeros_(layer.bias)

    def forward(self, tokens: Tensor, seen: Tensor, asked: Tensor, grid: tuple[int, int]) -> Tensor:
        """What is at the places `asked`, int64 [b, m], of a grid of so many rows and columns: float [b, m, outputs].

        tokens: float [b, k, inputs], those at the places `seen`, int64 [b, k].
        """
        where = positions(*grid, self.width).to(tokens)
        x = torch.cat([self.narrow(tokens) + where[seen], self.mask_token + where[asked]], dim=1)
        for block in self.blocks:
            x = block(x)
        return self.answer(self.norm(x[:, seen.shape[1] :]))


def block_places(images: int, grid: tuple[int, int], blocks: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Rectangles of every image's patches to hide, and the places that are left to be seen.

    Each rectangle is half as long as the image and a third as wide, lying or standing by chance, the same for the whole
    batch, somewhere else in every image (about the scale and aspect of Assran et al. 2023, §3). Rectangles may overlap;
    of the patches outside of them so many are dropped at random that all images show the same number.

    Returns int64 [images, seen] and int64 [images, blocks · patches of a rectangle].
    """
    rows, columns = grid
    lying = bool(torch.rand((), generator=generator) < 0.5)
    height, width = (round(rows / 3), columns // 2) if lying else (rows // 2, round(columns / 3))
    corner = torch.rand(2, images, blocks, 1, 1, generator=generator)
    row = (corner[0] * (rows - height + 1)).long() + torch.arange(height)[:, None]
    column = (corner[1] * (columns - width + 1)).long() + torch.arange(width)
    hidden = (row * columns + column).flatten(1)
    order = (
        torch.rand(images, rows * columns, generator=generator)
        .scatter_add_(1, hidden, torch.ones(hidden.shape))
        .argsort(dim=1)
    )
    return order[:, : rows * columns - hidden.shape[1]], hidden
