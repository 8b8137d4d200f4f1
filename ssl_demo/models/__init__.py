"""Encoders, from images to features, and the small heads that methods put on top."""

from ssl_demo.models.encoder import Encoder
from ssl_demo.models.encoders import empty_encoder, make_encoder, width_of
from ssl_demo.models.heads import Prototypes, decoder, projector
from ssl_demo.models.momentum import follow, rising, target_of

__all__ = [
    "Encoder",
    "Prototypes",
    "decoder",
    "empty_encoder",
    "follow",
    "make_encoder",
    "projector",
    "rising",
    "target_of",
    "width_of",
]
