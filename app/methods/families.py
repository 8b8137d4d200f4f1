"""How the families of methods are drawn, the same wherever they are. Imports no Streamlit."""

from __future__ import annotations

from app.palette import class_colour
from ssl_demo.methods import FAMILIES

MARKERS = ("circle", "square", "triangle-up", "star", "x", "cross", "hexagon")
"""Plotly's names. None is the untrained encoder's diamond."""


def family_colour(family: str) -> str:
    """One colour for each branch."""
    return class_colour(list(FAMILIES).index(family))


def family_marker(family: str) -> str:
    """One marker for each branch."""
    return MARKERS[list(FAMILIES).index(family) % len(MARKERS)]
