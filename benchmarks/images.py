"""The images that the benchmarks use."""

from __future__ import annotations

import os

from ssl_demo.config import SubsetConfig
from ssl_demo.data.images import Dataset
from ssl_demo.data.registry import load, subset

WHERE = "SSL_DEMO_BENCHMARK_DATA"


def cifar10(images: int) -> Dataset:
    """That many training images of CIFAR-10, and its test images: the downloaded ones, or those in the folder that the
    environment variable SSL_DEMO_BENCHMARK_DATA names."""
    return subset(load(os.environ.get(WHERE, "cifar10")), SubsetConfig(images=images))
