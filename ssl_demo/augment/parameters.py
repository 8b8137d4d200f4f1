"""What was done to each view: the outcome of the dice, apart from the pixels."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Parameters:
    """One value per view in every tensor [n], on the CPU; the source images are height × width pixels.

    The crop is a box of whole source pixels; brightness, contrast and saturation are factors; hue is in turns;
    blur_sigma is in pixels of the view, 0 for none; the cutout square is in shares of the view's side, 0 for none.
    """

    height: int
    width: int
    crop_left: Tensor
    crop_top: Tensor
    crop_width: Tensor
    crop_height: Tensor
    flip: Tensor
    brightness: Tensor
    contrast: Tensor
    saturation: Tensor
    hue: Tensor
    greyscale: Tensor
    blur_sigma: Tensor
    solarise: Tensor
    cutout_left: Tensor
    cutout_top: Tensor
    cutout_side: Tensor

    def __len__(self) -> int:
        return len(self.flip)

    def resizes_only(self) -> bool:
        """Whether every view shows the whole image, unmirrored."""
        whole = bool(((self.crop_width == self.width) & (self.crop_height == self.height)).all())
        return whole and not bool(self.flip.any())

    def keeps_colours(self) -> bool:
        """Whether brightness, contrast, saturation and hue of every view stay as they are."""
        factors = torch.stack([self.brightness, self.contrast, self.saturation, 1 + self.hue])
        return bool((factors == 1).all()) and not bool(self.greyscale.any())


def unchanged(views: int, height: int, width: int) -> Parameters:
    """Parameters of `views` views that show the whole image as it is; change them with `dataclasses.replace`."""
    zero, one, no = torch.zeros(views), torch.ones(views), torch.zeros(views, dtype=torch.bool)
    neutral = {field.name: zero for field in dataclasses.fields(Parameters)}
    neutral |= dict.fromkeys(("brightness", "contrast", "saturation"), one)
    neutral |= dict.fromkeys(("flip", "greyscale", "solarise"), no)
    neutral |= {"crop_width": one * width, "crop_height": one * height}
    return Parameters(**{**neutral, "height": height, "width": width})  # type: ignore[arg-type]


def describe(parameters: Parameters, i: int) -> list[str]:
    """What was done to view `i`, in words and in order; empty where it shows the image as it is."""
    return [words for words in by_operation(parameters, i).values() if words]


def by_operation(parameters: Parameters, i: int) -> dict[str, str]:
    """What each operation did to view `i`, in words and in order: "" for those that left it as it was."""
    now = {name: getattr(parameters, name)[i].item() for names in FIELDS.values() for name in names}
    area = now["crop_width"] * now["crop_height"] / (parameters.width * parameters.height)
    factors = {name: f"{name} ×{now[name]:.2f}" for name in ("brightness", "contrast", "saturation")}
    said = {
        "crop": (area < 1, f"crop {100 * area:.0f} % of the area"),
        "flip": (now["flip"], "mirrored"),
        **{name: (now[name] != 1, words) for name, words in factors.items()},
        "hue": (now["hue"], f"hue {now['hue']:+.2f} turns"),
        "greyscale": (now["greyscale"], "greyscale"),
        "blur": (now["blur_sigma"], f"blur {now['blur_sigma']:.1f} px"),
        "solarise": (now["solarise"], "solarised"),
        "cutout": (now["cutout_side"], f"cutout {100 * now['cutout_side'] ** 2:.0f} % of the area"),
    }
    return {name: words if happened else "" for name, (happened, words) in said.items()}


FIELDS: dict[str, tuple[str, ...]] = {
    "crop": ("crop_left", "crop_top", "crop_width", "crop_height"),
    "flip": ("flip",),
    "brightness": ("brightness",),
    "contrast": ("contrast",),
    "saturation": ("saturation",),
    "hue": ("hue",),
    "greyscale": ("greyscale",),
    "blur": ("blur_sigma",),
    "solarise": ("solarise",),
    "cutout": ("cutout_left", "cutout_top", "cutout_side"),
}
"""Which parameters belong to which operation, in the order in which a recipe applies them."""
