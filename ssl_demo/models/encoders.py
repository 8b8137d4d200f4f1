"""Encoders: from an image to its features.

The family S, M, L is made for two CPU cores and a minute: a stem that needs no training, then three blocks of
convolutions at half, a quarter and an eighth of the image's side. `resnet18` is torchvision's, with the usual change
for 32-pixel images: a 3×3 first convolution of stride 1 and no max-pooling (He et al. 2016, as in SimCLR app. B.9).
`vit` is a tiny vision transformer, and `vit_causal` one whose patches see only those before them.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor, nn

from ssl_demo.errors import UserError
from ssl_demo.models.encoder import Encoder
from ssl_demo.models.stem import CHANNELS, KMeansStem
from ssl_demo.models.vit import TinyViT

WIDTHS = {"S": (32, 64, 128), "M": (64, 128, 256), "L": (96, 192, 384)}
SIZES = (*WIDTHS, "resnet18", "vit", "vit_causal")

STEM_IMAGES = 500
"""So many are enough for the stem to learn from, and are done in a fraction of a second."""


class ConvBlock(nn.Sequential):
    """Two convolutions, each with batch norm and ReLU; `halve` halves the side.

    The first one changes the number of channels and looks no further than it has to: at one position, or at the 2×2
    that become one (a 3×3 convolution with a stride runs at a third of the speed of all others). The second one, 3×3,
    looks around. There is no shortcut: a network of three blocks learns as well without, and a step is much faster.
    """

    def __init__(self, inputs: int, outputs: int, halve: bool) -> None:
        size = 2 if halve else 1
        super().__init__(
            nn.Conv2d(inputs, outputs, size, stride=size, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )


class SmallConvNet(Encoder):
    """The family S, M, L: 0.2, 0.9 and 2.1 million weights."""

    stride = 8

    def __init__(self, widths: tuple[int, int, int]) -> None:
        super().__init__()
        self.stem = KMeansStem()
        self.blocks = nn.Sequential(
            ConvBlock(CHANNELS, widths[0], halve=False),
            ConvBlock(widths[0], widths[1], halve=True),
            ConvBlock(widths[1], widths[2], halve=True),
        )
        self.width = widths[2]

    def stages(self, x: Tensor) -> tuple[Tensor, ...]:
        first, second, third = self.blocks
        early = second(first(self.stem(x)))
        return early, third(early)


class ResNet18(Encoder):
    """torchvision's ResNet-18 (11.2 million weights), its first layers changed for 32-pixel images."""

    stride = 8

    def __init__(self) -> None:
        super().__init__()
        from ssl_demo.torchvision_ops import torchvision

        self.net = torchvision.models.resnet18(weights=None)
        self.net.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        self.net.maxpool = nn.Identity()
        self.net.fc = nn.Identity()
        self.width = 512

    def stages(self, x: Tensor) -> tuple[Tensor, ...]:
        x = self.net.relu(self.net.bn1(self.net.conv1((x - 0.5) / 0.25)))
        early = self.net.layer3(self.net.layer2(self.net.layer1(x)))
        return early, self.net.layer4(early)


def empty_encoder(size: str) -> Encoder:
    """An encoder of this size whose weights are about to be loaded. Raises UserError for an unknown size."""
    if size == "resnet18":
        return ResNet18()
    if size in ("vit", "vit_causal"):
        return TinyViT(causal=size == "vit_causal")
    if size not in WIDTHS:
        raise UserError(f"There is no encoder {size!r}; choose one of {', '.join(SIZES)}.")
    return SmallConvNet(WIDTHS[size])


@cache
def width_of(size: str) -> int:
    """The number of features of an encoder of this size. Raises UserError for an unknown size."""
    with torch.device("meta"):
        return empty_encoder(size).width


def make_encoder(size: str, images: Tensor, generator: torch.Generator) -> Encoder:
    """A fresh encoder: random weights, and a stem learned from these images (uint8 [n, 3, h, w], no labels)."""
    encoder = empty_encoder(size)
    _initialise(encoder, generator)
    if isinstance(encoder, SmallConvNet):
        sample = images[torch.randperm(len(images), generator=generator)[:STEM_IMAGES]]
        encoder.stem.learn(sample.float() / 255, generator)
    return encoder


def _initialise(module: nn.Module, generator: torch.Generator) -> None:
    """From an explicit generator, not torch's global one: He initialisation for convolutions (He et al. 2015, Eq. 10),
    Glorot's for linear layers, which here belong to a transformer (Glorot & Bengio 2010, Eq. 16)."""
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu", generator=generator)
        elif isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight, generator=generator)
        if isinstance(layer, nn.Conv2d | nn.Linear) and layer.bias is not None:
            nn.init.zeros_(layer.bias)
