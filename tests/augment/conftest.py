"""Loads torchvision by way of the project, so that these tests may import its transforms as usual."""

from ssl_demo.torchvision_ops import torchvision

__all__ = ["torchvision"]
