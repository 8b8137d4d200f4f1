"""Two well-known networks from torchvision: ResNet-18 (He et al. 2016) and ViT-B/16 (Dosovitskiy et al. 2021).

With torchvision's own weights, trained on ImageNet with labels, where those are on this machine; otherwise untrained.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.data.weights import published, read_weights
from ssl_demo.errors import UserError

SIDE = 224
"""Pixels of the square pictures that they were trained on; ViT-B/16 takes no others."""


@dataclass(frozen=True)
class Backbone:
    """A network in evaluation mode whose weights stand still. mean and spread: of the pixels that it was trained on."""

    network: nn.Module
    pretrained: bool
    mean: tuple[float, ...]
    spread: tuple[float, ...]

    def prepared(self, pixels: Tensor) -> Tensor:
        """A square picture, uint8 [3, h, h] → float [1, 3, 224, 224], as the network was trained to be given it."""
        mean, spread = (torch.tensor(values)[:, None, None] for values in (self.mean, self.spread))
        return (resized(pixels, SIDE) - mean) / spread


def resized(pixels: Tensor, side: int) -> Tensor:
    """A picture in another size, with antialiasing: uint8 [3, h, w] → float [1, 3, side, side] in 0…1."""
    picture = pixels[None].float() / 255
    if picture.shape[2:] == (side, side):
        return picture
    return F.interpolate(picture, (side, side), mode="bilinear", antialias=True, align_corners=False).clamp(0, 1)


def backbone(name: str, seed: int = 0, pretrained: bool = True) -> Backbone:
    """The network `resnet18` or `vit_b_16`; with `pretrained` with ImageNet weights, if they are on this machine.

    seed: of the weights of an untrained one. Raises UserError for an unknown name and for weights that can't be used.
    """
    weights = published(name)
    from ssl_demo.torchvision_ops import torchvision

    with torch.random.fork_rng(devices=[]):  # torchvision draws its weights from PyTorch's global generator
        torch.manual_seed(seed)
        network = getattr(torchvision.models, name)(weights=None)
    found = read_weights(weights) if pretrained else None
    if found is not None:
        try:
            network.load_state_dict(found)
        except RuntimeError as error:
            raise UserError(f"{weights.kept} holds the weights of another network; delete it.") from error
    usual = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"].transforms()
    network.eval().requires_grad_(False)
    return Backbone(network, found is not None, tuple(usual.mean), tuple(usual.std))
