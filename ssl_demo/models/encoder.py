"""What every encoder is: from an image to maps of features, and to their average."""

from __future__ import annotations

from abc import ABC, abstractmethod

from torch import Tensor, nn


class Encoder(nn.Module, ABC):
    """From float images [b, 3, h, w] in 0…1, of any side from 16 pixels, to features [b, width]."""

    width: int
    stride: int
    """The side, in pixels, of the square of the image that one place of the last maps stands for."""

    @abstractmethod
    def stages(self, x: Tensor) -> tuple[Tensor, ...]:
        """The feature maps of the last stages, [b, channels, h', w'] each; the very last have `width` channels."""

    def maps(self, x: Tensor) -> Tensor:
        """The last feature maps, [b, width, h', w']."""
        return self.stages(x)[-1]

    def forward(self, x: Tensor) -> Tensor:
        """The features: the global average of the maps, [b, width]."""
        return self.maps(x).mean(dim=(2, 3))
