"""Encoders, from images to features, and the small heads that methods put on top."""

from ssl_demo.models.encoders import Encoder, empty_encoder, make_encoder
from ssl_demo.models.heads import projector

__all__ = ["Encoder", "empty_encoder", "make_encoder", "projector"]
