"""What every level makes of a picture and of the pixel that is pointed at: the part that a click draws anew."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from app.augmentations.asking import fingerprint_of
from app.errors import shown
from app.pixel import pick_pixel
from app.pyramid import prose
from app.pyramid.measured import channels, colours, fields
from app.pyramid.networks import Network
from app.pyramid.sheets import legend, similar_sheet
from app.words import plain

STICKY = """<style>
@media (min-width:1000px){[data-testid="stColumn"]:has(.st-key-pointed){position:sticky;top:4.5rem;align-self:start}}
</style>"""
"""The picture stays in sight beside all that belongs to it."""


@st.fragment
def show_levels(network: Network, pixels: Tensor, title: str) -> None:
    """Draw the picture to point at, uint8 [3, h, h], and all levels of it."""
    with shown():
        fingerprint = fingerprint_of(pixels)
        left, right = st.columns([2, 5], gap="large")
        with left, st.container(key="pointed"):
            st.html(STICKY)
            place = pick_pixel(pixels, key="pixel", about=title, title="Point at something")
        with right:
            st.subheader("What does each level tell apart?", anchor=False)
            st.markdown(prose.COLOURS)
            st.html(colours(network, fingerprint, pixels))
            st.caption(prose.COLOURS_LOOK)
            st.subheader("Which places are like the one you point at?", anchor=False)
            st.markdown(prose.SIMILAR)
            st.html(similar_sheet(network.pyramid(fingerprint, pixels), pixels, place))
            st.html(legend("least alike in this level", "most alike"))
            st.caption(prose.SIMILAR_LOOK)
            st.subheader("Which pixels matter to that place?", anchor=False)
            st.markdown(prose.FIELDS)
            finding, sheet = fields(network, fingerprint, place, pixels)
            st.markdown(f"**{plain(finding)}**")
            st.html(sheet)
            st.html(legend("matters least", "matters most"))
            st.caption(prose.FIELDS_LOOK)
        st.subheader("A few channels of each level", anchor=False)
        st.markdown(prose.CHANNELS)
        for name, row in channels(network, fingerprint, pixels):
            st.markdown(f"**{plain(name)}**")
            st.html(row)
