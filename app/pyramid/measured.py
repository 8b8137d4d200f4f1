"""What is worked out of a pyramid, each once for a picture, and once more for every place that is pointed at."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from app.pyramid.networks import Network
from app.pyramid.sheets import channels_sheet, colours_sheet, field_sheet
from app.pyramid.words import described, field_finding
from ssl_demo.evaluation.pyramid.effective import effective_field, effective_size
from ssl_demo.randomness import generator

SEED = 0
"""Of the random signs in an effective field: the same place always has the same."""


# Underscored arguments are not looked at by the caches: the fingerprint tells the picture, which may be somebody's own,
# so what comes of it is kept for their session alone.


@st.cache_data(show_spinner=False, max_entries=8, scope="session")
def colours(network: Network, fingerprint: str, _pixels: Tensor) -> str:
    """The sheet of all levels' principal components. Raises UserError."""
    return colours_sheet(network.pyramid(fingerprint, _pixels), network.is_causal)


@st.cache_data(show_spinner=False, max_entries=8, scope="session")
def channels(network: Network, fingerprint: str, _pixels: Tensor) -> list[tuple[str, str]]:
    """For each level what it is, and the sheet of its channels."""
    pyramid = network.pyramid(fingerprint, _pixels)
    titles = [described(level, pyramid.side, network.is_causal) for level in pyramid.levels]
    return [(title, channels_sheet(pyramid, number)) for number, title in enumerate(titles)]


@st.cache_data(show_spinner=False, max_entries=16, scope="session")
def fields(network: Network, fingerprint: str, place: tuple[int, int], _pixels: Tensor) -> tuple[str, str]:
    """What the effective fields of a pixel, (column, row), come to, and the sheet of them."""
    pyramid, found = network.pyramid(fingerprint, _pixels), []
    places = [tuple(level.place(n, _pixels.shape[-1]) for n in place) for level in pyramid.levels]
    for level, (column, row) in zip(pyramid.levels, places, strict=True):
        signs = generator(SEED, "signs", level.level.node, row, column)
        found.append(effective_field(pyramid, level, row, column, network.draws, signs))
    size = effective_size(found[-1])
    finding = field_finding(pyramid.levels[-1], size, places[-1], pyramid.side, network.is_causal)
    return finding, field_sheet(pyramid, _pixels, place, found, network.is_causal)
