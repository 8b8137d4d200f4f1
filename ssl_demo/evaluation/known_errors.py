"""Wrong labels that people have found in well-known test sets.

Northcutt, Athalye & Mueller 2021, "Pervasive Label Errors in Test Sets Destabilize Machine Learning Benchmarks",
NeurIPS Datasets and Benchmarks, Table 1. Confident learning pointed images out, and five people looked at each of them;
a label is an error if fewer than three stood by it. Nobody looked at the other images, so there may be more.
"""

from __future__ import annotations

from typing import NamedTuple


class KnownErrors(NamedTuple):
    """dataset: the set of images and which part of it; errors: wrong labels found among its `images`."""

    dataset: str
    errors: int
    images: int

    @property
    def percent(self) -> float:
        """Errors in a hundred images."""
        return 100 * self.errors / self.images


KNOWN_ERRORS = (
    KnownErrors("CIFAR-10, test", 54, 10_000),
    KnownErrors("CIFAR-100, test", 585, 10_000),
    KnownErrors("ImageNet, validation", 2_916, 50_000),
)
