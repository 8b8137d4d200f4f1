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
    now = {name: getattr(parameters, name)[i].item() for name in _PER_VIEW}
    area = now["crop_width"] * now["crop_height"] / (parameters.width * parameters.height)
    said = [f"crop {100 * area:.0f} % of the area"] if area < 1 else []
    said += ["mirrored"] if now["flip"] else []
    said += [f"{name} ×{now[name]:.2f}" for name in ("brightness", "contrast", "saturation") if now[name] != 1]
    said += [f"hue {now['hue']:+.2f} turns"] if now["hue"] else []
    said += ["greyscale"] if now["greyscale"] else []
    said += [f"blur {now['blur_sigma']:.1f} px"] if now["blur_sigma"] else []
    said += ["solarised"] if now["solarise"] else []
    said += [f"cutout {100 * now['cutout_side'] ** 2:.0f} % of the area"] if now["cutout_side"] else []
    return said


_PER_VIEW = tuple(field.name for field in dataclasses.fields(Parameters) if field.name not in ("height", "width"))
