"""What encoders say, each question asked once: cached by the encoder's weights, and by the images."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from app.augmentations.contenders import Contender
from app.runs.encoders import EncoderKey
from app.state import dataset
from ssl_demo.data.images import Images
from ssl_demo.evaluation.invariance import Invariance, directions, invariance
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run

COUNT = 200
"""Images that an image is to be found again among."""
FEWER = {"resnet18": 50}
"""As many for an encoder that takes seven times as long, so that the page answers within seconds."""


@dataclass(frozen=True)
class Sample:
    """Images to ask about, uint8 [n, 3, h, w], under a name that no others have."""

    pixels: Tensor
    name: str

    def __len__(self) -> int:
        return len(self.pixels)


def sample_of(run: Run) -> Sample:
    """Training images of the run, drawn at random and the same for all encoders. Raises UserError when they're gone."""
    images = dataset(run.config.data).train
    run.check_images(images)
    count = FEWER.get(run.config.encoder, COUNT)
    chosen = torch.randperm(len(images), generator=generator(0, "invariance"))[:count]
    return Sample(images.pixels[chosen], f"{images.fingerprint} {count}")


def sample_of_views(pixels: Tensor) -> Sample:
    """A few images uint8 [n, 3, h, w] that were made here, under a name made of all that they show."""
    return Sample(pixels, fingerprint_of(pixels))


def fingerprint_of(pixels: Tensor) -> str:
    """What tells a picture, uint8 [3, h, w], or several of one size from all others."""
    return Images(pixels, torch.empty(0, dtype=torch.int64), ()).fingerprint


def asked(contender: Contender, sample: Sample, operation: str, strengths: tuple[float, ...]) -> Invariance:
    """What the encoder makes of the operation at these strengths. Raises UserError."""
    return _asked(contender.key, sample.name, operation, strengths, sample.pixels)


def directions_of(contender: Contender, sample: Sample) -> Tensor:
    """Its embeddings of the images as they are, at length 1, float32 [n, width]. Raises UserError."""
    return _directions(contender.key, sample.name, sample.pixels)


# The underscored argument is not looked at by the cache: the images' name tells it.


@st.cache_data(show_spinner="Asking the encoders …", max_entries=512)
def _asked(key: EncoderKey, images: str, operation: str, strengths: tuple[float, ...], _pixels: Tensor) -> Invariance:
    return invariance(key.load(), _pixels, operation, strengths, _directions(key, images, _pixels))


@st.cache_data(show_spinner=False, max_entries=64)
def _directions(key: EncoderKey, images: str, _pixels: Tensor) -> Tensor:
    return directions(key.load(), _pixels)
