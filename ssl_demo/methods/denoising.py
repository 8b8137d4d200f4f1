"""The denoising autoencoder: an image is spoiled with noise, and has to be given back clean. To fill in what the noise
has covered, it has to know how images go on.

Vincent, Larochelle, Bengio & Manzagol, "Extracting and Composing Robust Features with Denoising Autoencoders", 2008,
§2.3, with squared error. Their noise turns a share of the pixels black; Gaussian noise is from Vincent et al. 2010.
A black pixel is easily told from those around it, a black square isn't, so here the noise comes in squares.
Each image gets a strength of its own, so that the encoder knows clean images too: later it is asked for no others.
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
from ssl_demo.models import Encoder, decoder
from ssl_demo.randomness import generator as generator_of


def spoil(images: Tensor, noise: float, masked: float, generator: torch.Generator, square: int = 1) -> Tensor:
    """Images float [b, 3, h, w] with Gaussian noise, and with black squares of so many pixels' side.

    noise: the standard deviation, and masked: the share of black squares, both of the most spoiled image; others have
    less of both, down to none.
    """
    strength = torch.rand(len(images), 1, 1, 1, generator=generator)
    grain = strength * noise * torch.randn(images.shape, generator=generator)
    height, width = images.shape[2:]
    squares = torch.rand(len(images), 1, -(-height // square), -(-width // square), generator=generator)
    kept = (squares >= strength * masked).repeat_interleave(square, dim=2).repeat_interleave(square, dim=3)
    return (images + grain.to(images)) * kept[..., :height, :width].to(images)


def reconstruction_error(restored: Tensor, clean: Tensor) -> Tensor:
    """The mean squared error of all pixels of two batches of images, float [b, 3, h, w] each."""
    return F.mse_loss(restored.float(), clean)


@register("denoising", title="Denoising autoencoder", family="fill in what is missing")
class DenoisingAutoencoder(Method):
    views = 1
    usual: ClassVar = {"recipe": PRESETS["Crop and mirror"], "muon_rate": 0.015}

    @dataclass(frozen=True)
    class Knobs:
        noise: float = knob(0.4, low=0.0, high=1.0, help="standard deviation of the noise, for pixels in 0…1")
        masked: float = knob(
            0.9,
            low=0.0,
            high=0.95,
            help="share of the image that turns black, in the most spoiled one",
            why="with every pixel black there is nothing left to go by",
        )
        square: int = knob(8, choices=(1, 2, 4, 8), help="side of the black squares, in pixels (1: as in the paper)")
        hidden: int = knob(256, choices=(128, 256, 512), help="width of the decoder's hidden layer")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.decoder = decoder(encoder, knobs.hidden, 3, generator)

    def loss(self, batch: Batch, step: int) -> Terms:
        clean = batch.views.flatten(0, 1)
        knobs, drawn = self.knobs, generator_of(0, "denoising", step)
        spoiled = spoil(clean, knobs.noise, knobs.masked, drawn, knobs.square)
        return {"reconstruction": reconstruction_error(self.decoder(self.encoder.maps(spoiled)), clean)}

    about = About(
        paper="Vincent, Larochelle, Bengio & Manzagol: Extracting and Composing Robust Features with Denoising "
        "Autoencoders, 2008",
        link="https://doi.org/10.1145/1390156.1390294",
        equation=r"\mathcal{L} = \left\lVert x - g(f(\tilde{x})) \right\rVert^2, \qquad \tilde{x} \sim "
        r"q(\tilde{x} \mid x)",
        computed_by=reconstruction_error,
        symbols={
            "x": "the view as it was, `clean`",
            r"q(\tilde{x} \mid x)": "what `spoil` does to it, as strong as `noise`, `masked` and `square` say",
            r"\tilde{x}": "the `spoiled` view",
            r"g(f(\tilde{x}))": "what the `decoder` makes of the encoder's maps, `restored`",
        },
        flow=Flow(
            predicts=("a spoiled view", "encoder f", "decoder g"),
            target=("the clean view",),
            compare="the same pixels?",
        ),
        needs=("decoder",),
        fails="When the spoiling is so weak that copying pixels is enough, or so strong that all it can give back is "
        "an average grey. And most of an image's pixels are background, which it has to restore as well.",
    )
