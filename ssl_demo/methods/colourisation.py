"""Colourisation: the encoder sees an image in grey and tells which colours it had. Grass is green and sky is blue, so
whoever knows what is in the image knows much about its colours.

Zhang, Isola & Efros, "Colorful Image Colorization", 2016, Eq. 2, without the weights for rare colours. Colours are two
numbers: how much more red, and how much more blue, than brightness; each has a histogram of its own, one for every
place of the encoder's maps, where the paper gives each pixel a distribution over pairs. What an average would blur to
grey, a histogram can keep apart: the car is red or blue. The encoder is made blind to colours, and stays so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.augment.colour import LUMA
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import knob
from ssl_demo.methods.about import About, Flow
from ssl_demo.methods.base import Batch, DataShape, Method, Terms, register
from ssl_demo.methods.knobs import HeadKnobs
from ssl_demo.models import Encoder, projector


def grey_and_colour(images: Tensor) -> tuple[Tensor, Tensor]:
    """Luma in three equal channels, [b, 3, h, w], and red and blue less luma, each within -1…1: [b, 2, h, w]."""
    luma = sum(share * channel for share, channel in zip(LUMA, images.split(1, dim=1), strict=True))
    return luma.expand_as(images), images[:, ::2] - luma


def histograms(colour: Tensor, bins: int, size: tuple[int, int]) -> Tensor:
    """How the colours under each of size[0] · size[1] places are spread: [b, 2, h, w] → [b, 2, bins, *size], sums 1.

    Bins are narrow near grey, where most colours are: even steps of the square root.
    """
    stretched = colour.sign() * colour.abs().sqrt()
    found = ((stretched + 1) / 2 * bins).long().clamp(0, bins - 1)
    shares = F.one_hot(found, bins).float().permute(0, 1, 4, 2, 3)
    return F.adaptive_avg_pool2d(shares.flatten(0, 1), size).unflatten(0, shares.shape[:2])


def colour_loss(logits: Tensor, truth: Tensor) -> Tensor:
    """Eq. 2 with v = 1, a mean over images, channels and places. Both: float [b, 2, bins, h, w]."""
    return -(truth * logits.float().log_softmax(dim=2)).sum(dim=2).mean()


@torch.no_grad()
def blind_to_colour(encoder: Encoder) -> None:
    """Make its first weights see only luma. Features of grey images stay the same, those of others become equal."""
    first = next(iter(encoder.state_dict().values()))
    luma = torch.tensor(LUMA).to(first)[:, None]
    first.copy_((luma * first.reshape(len(first), 3, -1).sum(dim=1, keepdim=True)).reshape(first.shape))


@register("colourisation", title="Colourisation", family="predict what was done")
class Colourisation(Method):
    @dataclass(frozen=True)
    class Knobs(HeadKnobs):
        bins: int = knob(16, choices=(4, 8, 16, 32), help="steps in which each of the two colours is told")

    usual: ClassVar = {"recipe": PRESETS["Crop and mirror"]}
    views = 4

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        blind_to_colour(encoder)
        self.head = projector(encoder.width, knobs.hidden, 2 * knobs.bins, generator)

    def loss(self, batch: Batch, step: int) -> Terms:
        grey, colour = grey_and_colour(batch.views.flatten(0, 1))
        maps = self.encoder.maps(grey)
        b, _, h, w = maps.shape
        logits = self.head(maps.permute(0, 2, 3, 1).flatten(0, 2)).view(b, h, w, 2, self.knobs.bins)
        return {"colour": colour_loss(logits.permute(0, 3, 4, 1, 2), histograms(colour, self.knobs.bins, (h, w)))}

    def after_step(self, step: int, total: int) -> None:
        blind_to_colour(self.encoder)

    about = About(
        paper="Zhang, Isola & Efros: Colorful Image Colorization, 2016",
        link="https://arxiv.org/abs/1603.08511",
        equation=r"\mathcal{L} = -\sum_{h, w} v(Z_{h,w}) \sum_{q} Z_{h,w,q} \log \hat{Z}_{h,w,q}",
        computed_by=colour_loss,
        symbols={
            "Z": "the colours that were there, `truth`, from `histograms`",
            r"\hat{Z}": "the colours that the `head` expects, a softmax of `logits`",
            "q": "one of the `bins`",
            "h, w": "a place of the encoder's `maps`",
            "v": "the paper's weight for rare colours; here all weigh the same",
        },
        flow=Flow(
            predicts=("an image in grey", "encoder f, map by map", "head h"),
            target=("the image's colours", "histogram"),
            compare="which colours were there?",
        ),
        needs=("projector",),
        fails="Where things have any colour, such as cars and clothes: knowing the thing does not tell it. And an "
        "encoder that was trained on grey can make no use of colours later, even where they would help.",
    )
