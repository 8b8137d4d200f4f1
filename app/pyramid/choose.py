"""Which network looks at the picture."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.errors import shown
from app.frame import run_title
from app.pyramid.download import offer_weights
from app.pyramid.networks import BACKBONES, NETWORKS, Network, backbone_network, draws_of, encoder_network, offered
from app.url import bound
from app.words import plain
from ssl_demo.data.decode import SIDE as TRAINED_SIDE
from ssl_demo.data.weights import PUBLISHED, weights_version
from ssl_demo.runs.run import Run

USUAL_SIDE = 128


def choose_network(run: Run | None) -> Network:
    """Draw the choice of a network and what it needs. Raises UserError where an encoder can't be read."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        name = _name(offered(run))
    if run is None or name in BACKBONES:
        return _backbone(name)
    with right:
        side = _side(list(draws_of(run)))
    about = ENCODER if name == "trained" else UNTRAINED_ENCODER
    st.caption(about.format(title=plain(run_title(run)), side=f"{TRAINED_SIDE} × {TRAINED_SIDE}"))
    return encoder_network(run, name, side)


def _name(names: Sequence[str]) -> str:
    _keep_within("network", names)  # another run may have no encoder yet
    with bound("network", NETWORKS.__getitem__) as url:
        return st.radio("Network", names, format_func=NETWORKS.__getitem__, horizontal=True, **url)


def _side(sides: Sequence[int]) -> int:
    _keep_within("given", sides)
    with bound("given", _written) as url:
        usual = {"index": sides.index(USUAL_SIDE), "format_func": _written}
        return st.selectbox("It is given the picture in", sides, **usual, **url)


def _keep_within(key: str, options: Sequence[object]) -> None:
    """Forget what was chosen before where it can't be chosen any more."""
    if st.session_state.get(key, options[0]) not in options:
        del st.session_state[key]


def _written(side: int) -> str:
    return f"{side} × {side} pixels"


def _backbone(name: str) -> Network:
    """The backbone with its weights where they are here, unless the untrained one is asked for."""
    here = weights_version(PUBLISHED[name]) is not None
    untrained = False
    if here:
        with bound("random_weights") as url:
            untrained = st.toggle("The same network, untrained", **url)
        with shown():
            network = backbone_network(name, pretrained=not untrained)
            st.caption(UNTRAINED if untrained else PRETRAINED.format(title=BACKBONES[name]))
            return network
    st.warning(UNTRAINED, icon=":material/casino:")
    offer_weights(name)
    return backbone_network(name, pretrained=False)


ENCODER = (
    "The encoder of {title}. It was trained on pictures of {side} pixels; larger ones have more places to look at, and "
    "things on them are larger than any it has met."
)
UNTRAINED_ENCODER = (
    "The encoder of {title} before its first step: its weights are random, apart from a stem that had looked at "
    "patches of the images, if it has one."
)
PRETRAINED = (
    "{title} with torchvision's weights, trained **with labels** on the 1.28 million photographs of ImageNet-1K. It is "
    "given the picture in 224 × 224 pixels."
)
UNTRAINED = (
    "**Untrained**: the weights of this network are random. Its levels show what its architecture alone does with the "
    "picture, in 224 × 224 pixels."
)
