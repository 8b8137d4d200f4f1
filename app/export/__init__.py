"""Two buttons that save a figure as a picture for slides or paper: made in the browser, sent nowhere."""

from __future__ import annotations

import html
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from app.palette import CLASS_COLOURS

WIDTH, HEIGHT = 1200, 675
"""Of the picture, in CSS pixels: a slide of 16:9. A PNG has twice as many."""
INK, PAPER = "#262730", "#ffffff"
FONT = "Arial, Helvetica, sans-serif"
"""A picture outlives the page and its fonts, so its letters are those that every machine has."""
HERE = Path(__file__).parent


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


_buttons = st.components.v2.component(
    "ssl_demo_export", html=_read("export.html"), css=_read("export.css"), js=_read("export.js")
)


def image_buttons(figure: go.Figure, name: str, *, key: str, title: str = "") -> None:
    """Two buttons that save `figure` as `name`.png and `name`.svg, dark on white whatever theme the page has.

    title: stands above the figure in the picture, as plain text; the page shows it elsewhere.
    plotly.js comes with the first `st.plotly_chart` of the page; before that the buttons ask for a moment's patience.
    """
    picture = {"figure": _printed(figure, title), "name": name, "width": WIDTH, "height": HEIGHT}
    _buttons(key=key, data=picture)


@st.cache_data(show_spinner=False, max_entries=32, hash_funcs={go.Figure: go.Figure.to_json})
def _printed(figure: go.Figure, title: str) -> str:
    """As JSON. Kept, since a page that polls asks for the same picture again and again."""
    return for_print(figure, title).to_json()


def for_print(figure: go.Figure, title: str = "") -> go.Figure:
    """A copy with dark letters on white, large enough to be read from the back of a room, under its title."""
    copy = go.Figure(figure)
    copy.update_layout(
        template="plotly_white",
        colorway=list(CLASS_COLOURS),
        font={"color": INK, "family": FONT, "size": 18},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        margin={"l": 104, "r": 40, "t": 40, "b": 80},
        height=HEIGHT,
        width=WIDTH,
    )
    copy.layout.template.layout.xaxis.showgrid = False  # as on the page
    if title:
        words = {"text": html.escape(title), "font": {"size": 24}, "x": 0.02, "y": 0.98, "yanchor": "top"}
        copy.update_layout(title=words, margin_t=110)
    return copy
