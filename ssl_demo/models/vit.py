"""A tiny vision transformer, for methods that need an image as a row of tokens.

Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words", §3.1, with patches of 4×4 pixels, and the average of all
tokens in place of a class token. Positions are fixed sines (Vaswani et al. 2017, §3.5, once for rows and once for
columns) of where a patch lies between an image's edges: so it takes images of any side, and what it learned of small
ones holds for large ones.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.models.encoder import Encoder

PATCH = 4
PIXELS = 3 * PATCH**2
"""Numbers in a patch."""
WIDTH, DEPTH, HEADS = 128, 4, 2
MEAN, SPREAD = 0.5, 0.25
"""Of pixels in 0…1, roughly: they are made to have mean zero and variance one."""
FLAT = 1e-4
"""Added to a patch's variance, so that the noise of a patch of one colour isn't blown up to the size of an edge."""


class Tokens(NamedTuple):
    """One vector for each patch of an image, in reading order. x: float [b, rows · columns, width]."""

    x: Tensor
    rows: int
    columns: int

    @property
    def grid(self) -> tuple[int, int]:
        return self.rows, self.columns

    def as_map(self) -> Tensor:
        """[b, width, rows, columns]"""
        return self.x.transpose(1, 2).unflatten(2, (self.rows, self.columns))


def patches(images: Tensor, size: int = PATCH) -> Tensor:
    """Images cut into squares, in reading order: [b, c, h, w] → [b, (h / size) · (w / size), c · size · size]."""
    return F.pixel_unshuffle(images, size).flatten(2).transpose(1, 2)


def normalised(patches: Tensor) -> Tensor:
    """Patches float [b, n, d], each with its pixels shifted and scaled to mean zero and variance one."""
    return F.layer_norm(patches.float(), patches.shape[-1:], eps=FLAT)


@lru_cache(maxsize=32)
def positions(rows: int, columns: int, width: int) -> Tensor:
    """Sines and cosines of where each patch's centre lies: [rows · columns, width].

    The fastest goes through two turns from one edge of the image to the other, the slowest hardly moves.
    """
    with torch.autocast("cpu", enabled=False):
        angle = 4 * math.pi * 100 ** -torch.linspace(0, 1, width // 4)
        down = ((torch.arange(rows) + 0.5) / rows).repeat_interleave(columns)[:, None] * angle
        across = ((torch.arange(columns) + 0.5) / columns).repeat(rows)[:, None] * angle
        return torch.cat([down.sin(), down.cos(), across.sin(), across.cos()], dim=1)


def attend(queries: Tensor, keys: Tensor, values: Tensor, causal: bool = False) -> Tensor:
    """softmax(q kᵀ / √d) v, of [b, heads, n, d] each (Vaswani et al. 2017, Eq. 1). causal: no token sees a later one.

    Written out, as PyTorch's fused attention takes many times as long on a processor for rows as short as these.
    """
    scores = queries * queries.shape[-1] ** -0.5 @ keys.mT
    if causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
        scores = scores.masked_fill(later, float("-inf"))
    return scores.softmax(dim=-1) @ values


class Block(nn.Module):
    """Self-attention, then two linear layers, each on top of a shortcut (Dosovitskiy et al. 2021, Eq. 2 and 3).

    Between the two linear layers it is twice as wide, and not four times as usual: it learns as well in less time.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_attention, self.norm_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.queries_keys_values = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x: Tensor, causal: bool = False) -> Tensor:
        """[b, n, width] → [b, n, width]. causal: no token sees a later one."""
        split = self.queries_keys_values(self.norm_attention(x)).unflatten(2, (3, self.heads, -1))
        queries, keys, values = split.permute(2, 0, 3, 1, 4)
        seen = attend(queries, keys, values, causal)
        x = x + self.attended(seen.transpose(1, 2).flatten(2))
        return x + self.mlp(self.norm_mlp(x))


class TinyViT(Encoder):
    """Four blocks of width 128: 0.5 million weights. causal: each patch sees only those before it in reading order."""

    stride = PATCH

    def __init__(self, causal: bool = False) -> None:
        super().__init__()
        self.width = WIDTH
        self.causal = causal
        self.embed = nn.Linear(PIXELS, WIDTH)
        self.blocks = nn.ModuleList(Block(WIDTH, HEADS) for _ in range(DEPTH))
        self.norm = nn.LayerNorm(WIDTH)

    def tokens(self, x: Tensor) -> Tokens:
        """The patches of images [b, 3, h, w] in 0…1 with their positions, before any block has seen them."""
        rows, columns = x.shape[2] // PATCH, x.shape[3] // PATCH
        embedded = self.embed(patches((x - MEAN) / SPREAD))
        return Tokens(embedded + positions(rows, columns, self.width).to(embedded), rows, columns)

    def contextual(self, x: Tensor) -> Tensor:
        """Tokens that have seen each other: [b, n, width] → [b, n, width], for any choice of an image's tokens."""
        for block in self.blocks:
            x = block(x, self.causal)
        return self.norm(x)

    def stages(self, x: Tensor) -> tuple[Tensor, ...]:
        tokens = self.tokens(x)
        early = tokens.x
        for block in self.blocks[: DEPTH - 2]:
            early = block(early, self.causal)
        late = early
        for block in self.blocks[DEPTH - 2 :]:
            late = block(late, self.causal)
        return tokens._replace(x=early).as_map(), tokens._replace(x=self.norm(late)).as_map()
