"""Same image or not: what an encoder says of two views, by how alike it finds them.

The test of face verification (Huang et al. 2007, "Labeled Faces in the Wild", §3), put to random views of an image.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ssl_demo.augment.views import make_view
from ssl_demo.config import Recipe
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.evaluation.features import embed
from ssl_demo.models import Encoder


@dataclass(frozen=True)
class Pairs:
    """n pairs of views. first and second: uint8 [n, 3, side, side], the views; left and right: int64 [n], the places
    of their images. Where both are of one image, the places are equal."""

    first: Tensor
    second: Tensor
    left: Tensor
    right: Tensor

    @property
    def same(self) -> Tensor:
        """Whether both views are of one image: bool [n]."""
        return self.left == self.right

    def __len__(self) -> int:
        return len(self.left)


def draw_pairs(
    images: Images, count: int, recipe: Recipe, generator: torch.Generator, same_class: bool = False
) -> Pairs:
    """Pairs of random views; a coin decides for each whether they are of one image or of two.

    Two images are drawn from all, or, with `same_class`, from those of one class. The views are rounded to whole
    numbers, so that people and encoders see the same. Raises UserError where no two images can be drawn.
    """
    left, right = _two_each(images, count, generator, same_class)
    coin = torch.rand(count, generator=generator) < 0.5
    right = torch.where(coin, left, right)
    first, second = (_rounded(make_view(images.pixels[places], recipe, generator)) for places in (left, right))
    return Pairs(first, second, left, right)


def similarities(encoder: Encoder, pairs: Pairs) -> Tensor:
    """The cosine of the angle between the embeddings of both views: float32 [n], -1…1."""
    return F.cosine_similarity(embed(encoder, pairs.first), embed(encoder, pairs.second))


def choose_threshold(similarity: Tensor, same: Tensor) -> float:
    """The threshold above which to say "same", so that as many as possible of these pairs are answered rightly.

    similarity: float [n]; same: bool [n]. It lies midway between two of the similarities, or is -∞ or ∞ where one
    answer for all is best. Of several that are as good, the lowest. Raises UserError for no pairs or values that are
    not numbers.
    """
    if not len(similarity) or not similarity.isfinite().all():
        raise UserError("These embeddings can't be compared; choose another run.")
    values, order = similarity.double().sort()
    truth = same[order]
    # Above cut k are the pairs from k on: right are the different ones before it and the same ones after it.
    nothing = torch.zeros(1, dtype=torch.int64)
    right = torch.cat([nothing, (~truth).cumsum(0)]) + torch.cat([truth.flip(0).cumsum(0).flip(0), nothing])
    ends = torch.tensor([torch.inf], dtype=torch.float64)
    below, above = torch.cat([-ends, values]), torch.cat([values, ends])
    right[below == above] = -1  # no threshold parts what is equally alike
    cut = int(right.argmax())
    return float((below[cut] + above[cut]) / 2)


def right_answers(similarity: Tensor, same: Tensor, threshold: float) -> Tensor:
    """Whether "same above the threshold, different below" is true of each pair: bool [n]."""
    return (similarity.double() > threshold) == same


def _two_each(images: Images, count: int, generator: torch.Generator, same_class: bool) -> tuple[Tensor, Tensor]:
    """Places of two different images for each pair, int64 [count] each, the second drawn evenly from all others."""
    groups = images.labels if same_class else torch.zeros(len(images), dtype=torch.int64)
    sizes = groups.bincount()[groups]
    possible = (sizes > 1).nonzero()[:, 0]
    if not len(possible):
        raise UserError("It takes two images to tell apart, of one class if they are to be; choose other images.")
    left = possible[torch.randint(len(possible), (count,), generator=generator)]
    by_group = groups.argsort(stable=True)
    starts = groups.bincount().cumsum(0) - groups.bincount()
    place = by_group.argsort()[left] - starts[groups[left]]
    onward = 1 + (torch.rand(count, generator=generator) * (sizes[left] - 1)).long()
    return left, by_group[starts[groups[left]] + (place + onward) % sizes[left]]


def _rounded(views: Tensor) -> Tensor:
    return (255 * views).round().to(torch.uint8)
