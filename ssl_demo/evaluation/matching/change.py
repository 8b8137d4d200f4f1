"""A picture's changed twin: what was done to it, and exactly where each of its points went.

The picture is taken for a flat print. It is turned and enlarged in its plane, tilted about its vertical axis before a
pinhole camera, lit from one side, and then photographed badly. All geometry is one homography, so for every point of
the picture the place in the twin is known to a fraction of a pixel (Mikolajczyk & Schmid 2005, "A Performance
Evaluation of Local Descriptors", §3, estimated theirs from two photographs of a flat scene).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ssl_demo.config import check, knob
from ssl_demo.evaluation.matching.photographs import SIDE

CENTRE = (SIDE - 1) / 2
DISTANCE = 2 * SIDE
"""Of the camera from the print, in pixels: near enough for a tilt to show in perspective."""
GREY = 128
"""What is seen where the scene isn't: beyond the print's edge, and on the box before it."""


@dataclass(frozen=True)
class Change:
    """What is done to a picture, in this order; the defaults do nothing."""

    rotation: int = knob(0, low=-180, high=180, help="turn in the picture's plane, in degrees, clockwise")
    scale: float = knob(1.0, low=0.4, high=2.0, help="size, × the picture's")
    perspective: int = knob(0, low=0, high=60, help="tilt away from the camera, in degrees")
    light: float = knob(0.0, low=0.0, high=0.95, help="share of the light that is missing at the right edge")
    contrast: float = knob(1.0, low=0.05, high=2.0, help="contrast, × the picture's")
    blur: float = knob(0.0, low=0.0, high=6.0, help="width of a Gaussian blur, σ in pixels")
    noise: int = knob(0, low=0, high=80, help="noise at every pixel, its standard deviation in levels of 255")
    occlusion: float = knob(0.0, low=0.0, high=1.0, help="side of a grey box before the scene, share of the picture's")

    def __post_init__(self) -> None:
        check(self)

    @property
    def homography(self) -> NDArray[np.float64]:
        """H [3, 3]: the picture's pixel (x, y, 1) is seen in the twin at H·(x, y, 1), divided by its third entry."""
        turn, tilt = np.deg2rad((self.rotation, self.perspective))
        to_centre = np.array([[1, 0, -CENTRE], [0, 1, -CENTRE], [0, 0, 1.0]])
        cos, sin = self.scale * np.cos(turn), self.scale * np.sin(turn)
        turned = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
        # A point (x, y) of the tilted plane lies at depth DISTANCE + x · sin(tilt).
        tilted = np.array([[np.cos(tilt), 0, 0], [0, 1, 0], [np.sin(tilt) / DISTANCE, 0, 1]])
        return np.asarray(np.linalg.inv(to_centre) @ tilted @ turned @ to_centre)


@dataclass(frozen=True)
class Twin:
    """A changed picture, uint8 [3, 256, 256]; where its points came from; and the pixels that show the scene.

    homography: float64 [3, 3], from the picture's pixels to the twin's. seen: bool [256, 256], false where the twin
    shows what lies beyond the picture's edge, or the box before it.
    """

    picture: Tensor
    homography: NDArray[np.float64]
    seen: Tensor


def apply(picture: Tensor, change: Change, generator: torch.Generator) -> Twin:
    """The twin of a picture uint8 [3, 256, 256]. The generator draws the noise and the place of the box."""
    pixels = _warped(picture, change.homography)
    pixels = pixels * (1 - change.light * torch.linspace(0, 1, SIDE))
    pixels = (pixels - pixels.mean()) * change.contrast + pixels.mean()
    if change.blur:
        pixels = torch.from_numpy(_blurred(pixels.permute(1, 2, 0).numpy(), change.blur)).permute(2, 0, 1)
    # Both are drawn whatever the change, so that a slider of one thing leaves the others where they are.
    noise, corner = torch.randn(pixels.shape, generator=generator), torch.rand(2, generator=generator)
    pixels = (pixels + change.noise * noise).round().clamp(0, 255).to(torch.uint8)
    seen = _in_frame(change.homography)
    side = round(change.occlusion * SIDE)
    top, left = (corner * (SIDE - side + 1)).long().tolist()
    pixels[:, top : top + side, left : left + side] = GREY
    seen[top : top + side, left : left + side] = False
    return Twin(pixels, change.homography, seen)


def moved(points: Tensor, homography: NDArray[np.float64]) -> Tensor:
    """Where a homography takes points (x, y): float [n, 2] → float64 [n, 2]."""
    straight = torch.from_numpy(homography).to(torch.float64)
    homogeneous = torch.nn.functional.pad(points.double(), (0, 1), value=1.0) @ straight.T
    return homogeneous[:, :2] / homogeneous[:, 2:]


def _warped(picture: Tensor, homography: NDArray[np.float64]) -> Tensor:
    """float32 [3, 256, 256] in 0…255, the very pixels where the homography leaves all in place."""
    image = picture.permute(1, 2, 0).numpy().astype(np.float32)
    # Pixels that are brought closer together are averaged before, or fine patterns would turn into others (aliasing).
    # At the centre, where the third entry is 1, a homography's determinant is that of its derivative, hence of areas.
    shrunk = min(1.0, math.sqrt(np.linalg.det(homography)))
    if shrunk < 1:
        image = _blurred(image, 0.5 * math.sqrt(1 / shrunk**2 - 1))
    beyond = (GREY, GREY, GREY)
    warped = cv2.warpPerspective(image, homography, (SIDE, SIDE), borderMode=cv2.BORDER_CONSTANT, borderValue=beyond)
    return torch.from_numpy(np.asarray(warped)).permute(2, 0, 1)


def _blurred(image: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REFLECT), dtype=np.float32)


def _in_frame(homography: NDArray[np.float64]) -> Tensor:
    """Which of the twin's pixels come from within the picture, bool [256, 256]."""
    y, x = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    origin = moved(torch.stack([x, y], dim=-1).reshape(-1, 2), np.asarray(np.linalg.inv(homography)))
    inside = (origin > -0.5) & (origin < SIDE - 0.5)
    return inside.all(dim=1).reshape(SIDE, SIDE)
