"""RotNet: every image is shown upright, on its side, upside down and on its other side, and the encoder tells which is
which. For that it has to know what the thing in the image looks like, and where its top is.

Gidaris, Singh & Komodakis, "Unsupervised Representation Learning by Predicting Image Rotations", 2018, Eq. 2 and 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from ssl_demo.augment.presets import PRESETS
from ssl_demo.methods.about import About, Flow
from ssl_demo.methods.base import Batch, DataShape, Method, Terms, register
from ssl_demo.methods.knobs import HeadKnobs
from ssl_demo.models import Encoder, projector


def quarter_turns(images: Tensor) -> Tensor:
    """Each image turned to the left by 0, 90, 180 and 270 degrees: [b, 3, side, side] → [4, b, 3, side, side]."""
    return torch.stack([images.rot90(turns, (2, 3)) for turns in range(4)])


def turn_loss(logits: Tensor) -> Tensor:
    """Eq. 3, a mean over the four turns of all images.

    logits: float [4, b, 4]; those of images after y quarter turns are `logits[y]`, so y is the right answer there.
    """
    log_share = logits.float().log_softmax(dim=2)
    return -log_share.diagonal(dim1=0, dim2=2).mean()


@register("rotation", title="Rotation", family="predict what was done")
class Rotation(Method):
    @dataclass(frozen=True)
    class Knobs(HeadKnobs):
        """Those of the head that tells the turns apart."""

    usual: ClassVar = {"recipe": PRESETS["Crop and mirror"]}
    views = 1

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.head = projector(encoder.width, knobs.hidden, 4, generator)

    def loss(self, batch: Batch, step: int) -> Terms:
        turned = quarter_turns(batch.views.flatten(0, 1))
        logits = self.head(self.encoder(turned.flatten(0, 1))).unflatten(0, turned.shape[:2])
        return {"rotation": turn_loss(logits)}

    about = About(
        paper="Gidaris, Singh & Komodakis: Unsupervised Representation Learning by Predicting Image Rotations, 2018",
        link="https://arxiv.org/abs/1803.07728",
        equation=r"\mathcal{L}(X_i) = -\frac{1}{K} \sum_{y=0}^{K-1} \log F^y(g(X_i \mid y))",
        computed_by=turn_loss,
        symbols={
            r"g(X_i \mid y)": "image i after y quarter turns, out of `quarter_turns`",
            "F^y": "the share of its belief that the `head` gives to the right answer y; `log_share` is its logarithm",
            "K": "the 4 turns: 0, 90, 180 and 270 degrees",
        },
        flow=Flow(
            predicts=("an image, turned", "encoder f", "head h"),
            target=("how far it was turned",),
            compare="which of the four turns was it?",
        ),
        needs=("projector",),
        fails="On images that have no top, such as cells under a microscope or galaxies: there is nothing to tell. And "
        "it is content with the first sign of what is up: a strip of sky is enough, whatever flies in it.",
    )
