"""Next-patch prediction: an image is read patch by patch, as a text is read word by word, and the next one is guessed.
That is how GPT learns, on patches in place of words.

The objective of GPT on images: Chen et al., "Generative Pretraining from Pixels" (iGPT), 2020, Eq. 1, with a patch in
place of a pixel, and a squared error for a likelihood as in El-Nouby et al., "Scalable Pre-training of Large
Autoregressive Image Models" (AIM), 2024, Eq. 1 and 2. AIM lets the first patches see each other; here none sees a later
one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import knob
from ssl_demo.methods.about import About, Flow
from ssl_demo.methods.base import Batch, DataShape, Method, Terms, register
from ssl_demo.models import Encoder
from ssl_demo.models.vit import PIXELS, TinyViT, normalised, patches


def next_patch_error(guesses: Tensor, images: Tensor) -> Tensor:
    """The mean squared error of all patches but the first, each with its pixels at mean zero and variance one.

    guesses: float [b, n - 1, 48], of which number k is of the patch after it, made from patches 0 … k; images: float
    [b, 3, h, w] of n patches.
    """
    return F.mse_loss(guesses.float(), normalised(patches(images))[:, 1:])


@register("next_patch", title="Next-patch prediction", family="fill in what is missing")
class NextPatch(Method):
    encoder: TinyViT
    encoders = ("vit_causal",)
    views = 1
    usual: ClassVar = {"recipe": PRESETS["Crop and mirror"], "muon_rate": 0.015}

    @dataclass(frozen=True)
    class Knobs:
        hidden: int = knob(256, choices=(128, 256, 512), help="width of the hidden layer that guesses pixels")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        first, second = nn.Linear(encoder.width, knobs.hidden), nn.Linear(knobs.hidden, PIXELS)
        for layer in (first, second):
            nn.init.xavier_uniform_(layer.weight, generator=generator)
            nn.init.zeros_(layer.bias)
        self.head = nn.Sequential(first, nn.GELU(), second)

    def guesses(self, images: Tensor) -> Tensor:
        """Of every patch but the first, from all those before it: float [b, 3, h, w] → [b, n - 1, 48]."""
        read = self.encoder.contextual(self.encoder.tokens(images).x)
        return self.head(read[:, :-1])

    def loss(self, batch: Batch, step: int) -> Terms:
        images = batch.views.flatten(0, 1)
        return {"next patch": next_patch_error(self.guesses(images), images)}

    about = About(
        paper="El-Nouby et al.: Scalable Pre-training of Large Autoregressive Image Models, 2024; on pixels first by "
        "Chen et al.: Generative Pretraining from Pixels, 2020",
        link="https://arxiv.org/abs/2401.08541",
        equation=r"\mathcal{L} = \frac{1}{K - 1} \sum_{k=2}^{K} \left\lVert \hat{x}_k(x_{<k}) - x_k \right\rVert^2",
        computed_by=next_patch_error,
        symbols={
            "x_k": "the pixels of patch k in reading order, a row of `normalised` `patches`",
            r"\hat{x}_k(x_{<k})": "the guess at it from the patches before it, a row of `guesses`",
            "K": "how many patches an image has",
        },
        flow=Flow(
            predicts=("patches so far", "causal encoder f", "head"),
            target=("the next patch", "normalised pixels"),
            compare="what comes next?",
        ),
        needs=("decoder", "tokens"),
        fails="When the next patch goes on with the last: sky after sky, an edge straight on. Then there is little to "
        "be learned of the object. And the first patches are guessed from next to nothing.",
    )
