"""The one type in which images travel: a block of uint8 pixels, with labels and ground-truth factors apart."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import torch
from torch import Tensor


@dataclass(frozen=True)
class Images:
    """Images of one split.

    pixels: uint8 [n, 3, h, w]. labels: int64 [n], the index into classes; empty where labels are withheld.
    factors: further ground truth by name, each [n, …]; empty for photographs.
    """

    pixels: Tensor
    labels: Tensor
    classes: tuple[str, ...]
    factors: Mapping[str, Tensor] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pixels)

    @cached_property
    def fingerprint(self) -> str:
        """Ten hexadecimal digits of the content: equal pixels and labels have equal fingerprints."""
        content = hashlib.sha256(self.pixels.contiguous().numpy().tobytes())
        content.update(self.labels.contiguous().numpy().tobytes())
        return content.hexdigest()[:10]

    def take(self, index: Tensor) -> Images:
        """The images at these positions, in this order."""
        return Images(
            pixels=self.pixels[index],
            labels=self.labels[index] if len(self.labels) else self.labels,
            classes=self.classes,
            factors={name: values[index] for name, values in self.factors.items()},
        )

    def labelled(self, labels: Tensor) -> Images:
        """The same images with other labels, int64 [n]."""
        return dataclasses.replace(self, labels=labels)

    def without_labels(self) -> Images:
        """The same pixels and nothing else: what a self-supervised method is given."""
        return Images(self.pixels, torch.empty(0, dtype=torch.int64), classes=())


@dataclass(frozen=True)
class Dataset:
    """A data set's two splits. Training, tuning and choosing see only `train`; `test` is scored."""

    name: str
    train: Images
    test: Images
