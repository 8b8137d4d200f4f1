"""Each operation alone, without dice: what one slider does to an image."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ssl_demo.augment.parameters import Parameters, unchanged
from ssl_demo.augment.views import apply
from ssl_demo.errors import UserError


@dataclass(frozen=True)
class Operation:
    """One operation with the strengths that make sense for it; at `neutral` it changes nothing.

    A switch has no strengths in between: it is off at 0 and on at 1.
    """

    title: str
    about: str
    low: float
    high: float
    neutral: float
    set_strength: Callable[[Parameters, float], Parameters]
    switch: bool = False

    def apply(self, pixels: Tensor, strength: float) -> Tensor:
        """Square images uint8 [b, 3, side, side] → float32 [b, 3, side, side] in 0 … 1, the same every time."""
        if not self.low <= strength <= self.high:
            raise UserError(f"{self.title}: choose a strength between {self.low:g} and {self.high:g}.")
        count, _, height, width = pixels.shape
        return apply(pixels, self.set_strength(unchanged(count, height, width), strength), height)


def apply_one(pixels: Tensor, name: str, strength: float) -> Tensor:
    """The operation of this name; see `Operation.apply`. UserError for an unknown name or a strength out of range."""
    if name not in OPERATIONS:
        raise UserError(f"There is no operation {name!r}; choose one of {', '.join(OPERATIONS)}.")
    return OPERATIONS[name].apply(pixels, strength)


def _set(*names: str) -> Callable[[Parameters, float], Parameters]:
    """Sets the named parameters of every view to the strength."""

    def set_strength(parameters: Parameters, strength: float) -> Parameters:
        before = {name: getattr(parameters, name) for name in names}
        after = {name: torch.full_like(value, strength) for name, value in before.items()}
        return dataclasses.replace(parameters, **after)  # type: ignore[arg-type]

    return set_strength


def _crop(parameters: Parameters, share: float) -> Parameters:
    """The middle of the image, `share` of its area."""
    width, height = (round(side * math.sqrt(share)) for side in (parameters.width, parameters.height))
    box = {
        "crop_left": (parameters.width - width) // 2,
        "crop_top": (parameters.height - height) // 2,
        "crop_width": width,
        "crop_height": height,
    }
    whole = torch.ones(len(parameters))
    return dataclasses.replace(parameters, **{name: whole * value for name, value in box.items()})  # type: ignore[arg-type]


def _cutout(parameters: Parameters, share: float) -> Parameters:
    """The middle square, `share` of the image's side."""
    return _set("cutout_left", "cutout_top")(_set("cutout_side")(parameters, share), (1 - share) / 2)


OPERATIONS: dict[str, Operation] = {
    "crop": Operation(
        "Random resized crop",
        "Cuts a box out of the image and enlarges it, so that a part has to be recognised like the whole.",
        low=0.05,
        high=1.0,
        neutral=1.0,
        set_strength=_crop,
    ),
    "flip": Operation(
        "Flip",
        "Mirrors the image left to right, because most things mean the same seen in a mirror.",
        low=0.0,
        high=1.0,
        neutral=0.0,
        set_strength=_set("flip"),
        switch=True,
    ),
    "brightness": Operation(
        "Brightness",
        "Multiplies every value, as if there were more or less light.",
        low=0.0,
        high=2.0,
        neutral=1.0,
        set_strength=_set("brightness"),
    ),
    "contrast": Operation(
        "Contrast",
        "Pulls every value towards the image's mean grey, or pushes it away from there.",
        low=0.0,
        high=2.0,
        neutral=1.0,
        set_strength=_set("contrast"),
    ),
    "saturation": Operation(
        "Saturation",
        "Makes colours paler, down to grey, or stronger.",
        low=0.0,
        high=2.0,
        neutral=1.0,
        set_strength=_set("saturation"),
    ),
    "hue": Operation(
        "Hue",
        "Turns all colours around the colour wheel, so that colour alone can't tell two images apart.",
        low=-0.5,
        high=0.5,
        neutral=0.0,
        set_strength=_set("hue"),
    ),
    "greyscale": Operation(
        "Greyscale",
        "Takes all colour away and leaves shape and light.",
        low=0.0,
        high=1.0,
        neutral=0.0,
        set_strength=_set("greyscale"),
        switch=True,
    ),
    "blur": Operation(
        "Blur",
        "Mixes each pixel with its neighbours, which removes fine texture.",
        low=0.0,
        high=2.0,
        neutral=0.0,
        set_strength=_set("blur_sigma"),
    ),
    "solarise": Operation(
        "Solarise",
        "Inverts the bright values, from one half upwards, and leaves the dark ones.",
        low=0.0,
        high=1.0,
        neutral=0.0,
        set_strength=_set("solarise"),
        switch=True,
    ),
    "cutout": Operation(
        "Cutout",
        "Covers a square with the image's mean grey, so that no single part can be relied on.",
        low=0.0,
        high=0.75,
        neutral=0.0,
        set_strength=_cutout,
    ),
}
"""The operations by name, in the order in which a recipe applies them."""
