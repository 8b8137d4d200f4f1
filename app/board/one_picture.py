"""Several figures as one, for slides. Imports no Streamlit."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping

import plotly.graph_objects as go
from plotly.subplots import make_subplots

LETTERS = 52
"""Of a figure's finding on one line."""


def one_picture(figures: Mapping[str, go.Figure]) -> go.Figure:
    """Figures side by side, each below its finding, which is plain text; their legends are one, below them all."""
    said = ["<br>".join(map(html.escape, textwrap.wrap(finding, LETTERS))) for finding in figures]
    whole = make_subplots(1, len(figures), horizontal_spacing=0.2, subplot_titles=said)
    for column, figure in enumerate(figures.values(), 1):
        place = {"row": 1, "col": column}
        for trace in figure.data:
            whole.add_trace(trace, **place)
        whole.update_xaxes(_movable(figure.layout.xaxis), **place)
        whole.update_yaxes(_movable(figure.layout.yaxis), **place)
        for shape in figure.layout.shapes:
            whole.add_shape(shape, **place)
        for note in figure.layout.annotations:
            whole.add_annotation(note, **place)
    return whole.update_layout(legend={"orientation": "h", "yanchor": "top", "y": -0.18, "x": 0, "title": None})


def _movable(axis: go.layout.XAxis | go.layout.YAxis) -> dict[str, object]:
    """All that makes an axis but its place."""
    return {key: value for key, value in axis.to_plotly_json().items() if key not in ("anchor", "domain")}
