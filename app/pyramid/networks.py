"""The networks whose levels can be looked at, and the maps that they make of a picture, each made once."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from app.runs.encoders import EncoderKey, loaded
from ssl_demo.data.weights import PUBLISHED, weights_version
from ssl_demo.evaluation.pyramid.maps import Pyramid, pyramid_of
from ssl_demo.models.backbones import SIDE as BACKBONE_SIDE
from ssl_demo.models.backbones import Backbone, backbone, resized
from ssl_demo.models.encoders import WIDTHS
from ssl_demo.runs.encoders import CHECKPOINTS
from ssl_demo.runs.run import Run

ENCODERS = {"trained": "This run's encoder", "untrained": "The same, untrained"}
BACKBONES = {name: weights.title for name, weights in PUBLISHED.items()}
NETWORKS = ENCODERS | BACKBONES
"""What can be chosen, as it is called on the page."""

Version = tuple[str, int, int]


@dataclass(frozen=True)
class Network:
    """One network, by what tells its weights from all others'.

    name: of NETWORKS. encoder: of an encoder of a run. weights: which file a backbone's weights come from, None for an
    untrained one. side: pixels of the picture that it is given. draws: of random signs for an effective field.
    """

    name: str
    encoder: EncoderKey | None
    weights: Version | None
    side: int
    draws: int

    @property
    def is_causal(self) -> bool:
        """Whether each of its patches sees only those before it."""
        return self.encoder is not None and self.encoder.run.config.encoder == "vit_causal"

    def pyramid(self, fingerprint: str, pixels: Tensor) -> Pyramid:
        """The maps of a square picture, uint8 [3, h, h], that has this fingerprint. Raises UserError."""
        return _pyramid(self, fingerprint, pixels)


def offered(run: Run | None) -> list[str]:
    """The names of those that can be looked at now: a run's encoders are there once it has been evaluated."""
    checkpoints = run.checkpoints() if run else []
    return [*(name for name in ENCODERS if CHECKPOINTS[name] in checkpoints), *BACKBONES]


def encoder_network(run: Run, which: str, side: int) -> Network:
    """The run's encoder "trained" or "untrained", to be given pictures of this side. Raises UserError."""
    return Network(which, EncoderKey.of(run, which), None, side, draws_of(run)[side])


def draws_of(run: Run) -> dict[int, int]:
    """The sides of pictures that the run's encoder can be given, each with as many draws as a click leaves time for."""
    return LIGHT if run.config.encoder in WIDTHS else HEAVY


LIGHT, HEAVY = {32: 8, 64: 8, 128: 8, 256: 2}, {32: 8, 64: 4, 128: 1}


def backbone_network(name: str, pretrained: bool) -> Network:
    """A backbone with ImageNet weights, or an untrained one. Raises UserError for weights that can't be used."""
    version = weights_version(PUBLISHED[name]) if pretrained else None
    if version is not None:
        _backbone(name, version)
        version = weights_version(PUBLISHED[name])  # once read, the weights are kept as another file
    return Network(name, None, version, BACKBONE_SIDE, draws=DRAWS[name])


DRAWS = {"resnet18": 4, "vit_b_16": 1}
"""A draw takes as long as the network itself, and for ViT-B/16 that is most of a second."""


# Underscored arguments are not looked at by the caches: the others tell them. What comes of a picture, which may be
# somebody's own, is kept for their session alone.


@st.cache_resource(show_spinner="Looking at the picture …", max_entries=2, scope="session")
def _pyramid(network: Network, fingerprint: str, _pixels: Tensor) -> Pyramid:
    if network.encoder is not None:
        return pyramid_of(loaded(network.encoder), resized(_pixels, network.side))
    made = _backbone(network.name, network.weights)
    return pyramid_of(made.network, made.prepared(_pixels))


@st.cache_resource(show_spinner="Building the network …", max_entries=3)
def _backbone(name: str, version: Version | None) -> Backbone:
    return backbone(name, pretrained=version is not None)
