"""MAE: most patches of an image are hidden, and their pixels have to be painted from the few that are left. Where so
much is missing, that takes an idea of the whole.

He, Chen, Xie, Li, Dollár & Girshick, "Masked Autoencoders Are Scalable Vision Learners", 2022, §3, with normalised
pixels. The encoder gets the visible patches and nothing else, which also makes a step cheap; a small transformer does
the painting, and is thrown away after training.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import knob
from ssl_demo.methods.about import About, Flow
from ssl_demo.methods.base import Batch, DataShape, Method, Terms, register
from ssl_demo.models import Encoder
from ssl_demo.models.masking import TokenDecoder, random_order, take
from ssl_demo.models.vit import PIXELS, TinyViT, normalised, patches
from ssl_demo.randomness import generator as generator_of


def painting_error(painted: Tensor, images: Tensor, hidden: Tensor) -> Tensor:
    """The mean squared error of the hidden patches' pixels, each patch with mean zero and variance one.

    painted: float [b, m, 48], for the patches at the places `hidden`, int64 [b, m]; images: float [b, 3, h, w].
    """
    return F.mse_loss(painted.float(), take(normalised(patches(images)), hidden))


@register("mae", title="MAE", family="fill in what is missing")
class MAE(Method):
    encoder: TinyViT
    encoders = ("vit",)
    views = 1
    usual: ClassVar = {"recipe": PRESETS["Crop and mirror"], "muon_rate": 0.015}

    @dataclass(frozen=True)
    class Knobs:
        masked: float = knob(
            0.75,
            low=0.1,
            high=0.9,
            help="share of the patches that are hidden",
            why="with every patch masked the encoder sees nothing, and with none there is nothing to paint",
        )
        width: int = knob(64, choices=(32, 64, 128), help="width of the decoder")
        depth: int = knob(1, choices=(1, 2), help="blocks of the decoder")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.decoder = TokenDecoder(encoder.width, knobs.width, knobs.depth, PIXELS, generator)

    def loss(self, batch: Batch, step: int) -> Terms:
        images = batch.views.flatten(0, 1)
        tokens = self.encoder.tokens(images)
        order = random_order(len(images), tokens.x.shape[1], generator_of(0, "mae", step)).to(images.device)
        hidden, visible = order.tensor_split([round(self.knobs.masked * order.shape[1])], dim=1)
        seen = self.encoder.contextual(take(tokens.x, visible))
        return {"painting": painting_error(self.decoder(seen, visible, hidden, tokens.grid), images, hidden)}

    about = About(
        paper="He, Chen, Xie, Li, Dollár & Girshick: Masked Autoencoders Are Scalable Vision Learners, 2022",
        link="https://arxiv.org/abs/2111.06377",
        equation=r"\mathcal{L} = \frac{1}{|M|} \sum_{i \in M} \left\lVert \hat{x}_i - \frac{x_i - \mu_i}{\sigma_i} "
        r"\right\rVert^2",
        computed_by=painting_error,
        symbols={
            "M": "the places of the patches that were taken away, `hidden`",
            r"\hat{x}_i": "the pixels that the decoder says were there, a row of `painted`",
            "x_i": "the pixels that were there, one of the `patches`",
            r"\mu_i, \sigma_i": "mean and standard deviation of that patch's own pixels; `normalised` takes them out",
        },
        flow=Flow(
            predicts=("visible patches", "encoder f", "decoder g"),
            target=("hidden patches", "normalised pixels"),
            compare="what was there?",
        ),
        needs=("decoder", "tokens"),
        fails="When too little is hidden: then a patch can be guessed from its neighbours' edges and colours, without "
        "a thought for what the image shows. And it needs time, as pixels say little about meaning.",
    )
