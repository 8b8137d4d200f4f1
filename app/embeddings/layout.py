"""Where the maps stand, and how they are read: beside a single one, below several."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.embeddings.belief import PROTOCOL
from app.embeddings.controls import Chosen


def layout(maps: int) -> tuple[list[DeltaGenerator], DeltaGenerator]:
    """A place for each map, and one for what is said about them."""
    if maps == 1:
        left, right = st.columns([5, 3], gap="large")
        return [left], right
    return st.columns(maps, gap="medium"), st.container()


def show_reading(chosen: Chosen) -> None:
    """What the points and the distances of these maps mean, and what one can do with them."""
    for text in (LOOK, chosen.read, LASSO):
        st.caption(text)


def show_protocol(chosen: Chosen) -> None:
    """What the colours mean, and how the numbers were measured."""
    st.caption(chosen.painting.about)
    with st.popover("How are the numbers measured?", type="tertiary", icon=":material/help:"):
        st.markdown(PROTOCOL)


LOOK = (
    "Each point is one training image. Hover to see it, click to pick it; thin rings mark its ten nearest neighbours "
    "among the features. Press a colour in the legend to single it out."
)
LASSO = (
    "**Draw a line around any group**: press the lasso, the dashed circle above the map, or hold Shift, and draw. You "
    "will see all images inside, and which classes they are of. By keyboard, Space adds the point that you stand on, g "
    "all of its colour, and Escape lets go."
)
