"""Kinds of features: where a picture's points are, and by which numbers each is told from the others.

SIFT (Lowe 2004, "Distinctive Image Features from Scale-Invariant Keypoints") and ORB (Rublee et al. 2011, "ORB: an
efficient alternative to SIFT or SURF") find points of their own, with a size and a direction each. All others describe
the places of SIFT's points, so that only the description differs (as in Mikolajczyk & Schmid 2005, §3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.models import Encoder

MOST = 500
"""Points, the strongest ones: ORB's own limit, for SIFT as well."""
PATCH, STEP = 16, 2
"""A patch has so many pixels on a side, at this distance from each other. The distance was tried on the photographs
that `dense` names: of the matches after a turn by 30 degrees 31 in 100 are right at 1, 23 at 2 and 16 at 3; under a
blur of 2 it is 76, 88 and 83."""

STRIDE = 8
"""Pixels of the picture that one place of the last maps stands for, on a side."""

cv2.setNumThreads(1)  # for pictures as small as these, sharing the work out takes longer than the work


@dataclass(frozen=True)
class Described:
    """A picture's points, (x, y) in pixels, float32 [n, 2], and a descriptor of each, float32 [n, d].

    The smaller the Euclidean distance between two descriptors, the more alike are the points.
    """

    points: Tensor
    descriptors: Tensor

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class Picture:
    """Pixels uint8 [3, h, w], and SIFT's points, which are looked for once and then serve several kinds of features."""

    pixels: Tensor

    @cached_property
    def sift(self) -> Described:
        """SIFT's points, described by histograms of gradients; d = 128."""
        return _detected(cv2.SIFT.create(nfeatures=MOST), self.pixels, 128)

    @cached_property
    def places(self) -> Tensor:
        """Where they are, float32 [n, 2]. A place that has two directions is a point twice, and here once."""
        return torch.unique(self.sift.points, dim=0)


Kind = Callable[[Picture], Described]


def orb(picture: Picture) -> Described:
    """ORB's points, described by d = 256 comparisons of brightness, ±1: a squared distance is four times Hamming's."""
    found = _detected(cv2.ORB.create(nfeatures=MOST), picture.pixels, 32)
    bits = np.unpackbits(found.descriptors.numpy().astype(np.uint8), axis=1)
    return Described(found.points, torch.from_numpy(bits).float() * 2 - 1)


def patches(picture: Picture) -> Described:
    """The raw pixels around each point, made to have mean 0 and length 1; d = 768."""
    offsets = (torch.arange(PATCH) - (PATCH - 1) / 2) * STEP
    dy, dx = torch.meshgrid(offsets, offsets, indexing="ij")
    around = picture.places[:, None] + torch.stack([dx, dy], dim=-1).reshape(1, -1, 2)
    pixels = _sampled(picture.pixels[None].float(), picture, around).permute(1, 0, 2).flatten(1)
    return Described(picture.places, F.normalize(pixels - pixels.mean(dim=1, keepdim=True), dim=1))


@torch.no_grad()
def dense(encoder: Encoder, picture: Picture) -> Described:
    """What the maps of an encoder's last two stages hold at each point, their distance that of the cosine similarity.

    The encoder has to be in evaluation mode. Of each map its mean over the picture is taken away, each stage is brought
    to length 1, and both are joined. Tried on the astronaut, the coffee, the motorcycle and the coins, with the
    encoder S trained by SimCLR, matches right in 100: the stages joined 68 at scale 1.5, the earlier alone 61, the last
    alone 49; with the mean left in, 28 instead of 46 under a noise of 50; maps of the picture enlarged twofold, 49
    instead of 38 after a turn by 30 degrees, but 72 instead of 82 under a noise of 20, in three times the time.
    """
    pixels = picture.pixels[None].float() / 255
    if encoder.stride < STRIDE:
        # A transformer's time grows with the square of its places: they are made as many as all others have.
        smaller = encoder.stride / STRIDE
        pixels = F.interpolate(pixels, scale_factor=smaller, mode="bilinear", antialias=True)
    maps = [level - level.mean(dim=(2, 3), keepdim=True) for level in encoder.stages(pixels)]
    found = [F.normalize(_sampled(level, picture, picture.places[:, None])[:, :, 0].T, dim=1) for level in maps]
    return Described(picture.places, F.normalize(torch.cat(found, dim=1), dim=1))


HAND_MADE: dict[str, Kind] = {"sift": lambda picture: picture.sift, "orb": orb, "pixels": patches}
"""The kinds that need no encoder, by their names as contenders."""


def _sampled(maps: Tensor, picture: Picture, points: Tensor) -> Tensor:
    """Maps of the whole picture, [1, c, h', w'], read at its pixels [n, m, 2] by bilinear interpolation: [c, n, m]."""
    sides = torch.tensor(picture.pixels.shape[:0:-1])
    grid = (2 * points + 1) / sides - 1
    return F.grid_sample(maps, grid[None], mode="bilinear", padding_mode="border", align_corners=False)[0]


def _detected(detector: cv2.Feature2D, pixels: Tensor, width: int) -> Described:
    grey = cv2.cvtColor(pixels.permute(1, 2, 0).contiguous().numpy(), cv2.COLOR_RGB2GRAY)
    keypoints, descriptors = detector.detectAndCompute(grey, None)
    if not keypoints:
        return Described(torch.empty(0, 2), torch.empty(0, width))
    return Described(torch.tensor([point.pt for point in keypoints]), torch.from_numpy(descriptors).float())
