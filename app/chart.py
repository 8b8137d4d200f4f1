"""Where a finished figure meets the page: its finding as the title, large for a projector, and ready to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.enlarge import FACTOR, sized_figure
from app.export import image_buttons
from app.large_type import large_type
from app.words import plain

if TYPE_CHECKING:
    import plotly.graph_objects as go


def show_figure(figure: go.Figure, key: str, finding: str, *, buttons: bool = True) -> None:
    """Draw a figure under its finding, with buttons that save it as PNG and SVG unless the page has them elsewhere.

    finding: one short sentence, plain text, that its data bear out. key: of the chart; it names the saved files too.
    """
    st.markdown(f"**{plain(finding)}**")
    shown = sized_figure(figure, FACTOR if large_type() else 1.0)
    st.plotly_chart(shown, key=key, config={"displayModeBar": False}, alt=finding)
    if buttons:
        image_buttons(figure, key, key=f"{key}_pictures", title=finding)
