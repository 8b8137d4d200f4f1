"""Encoders one below the other, each a dot with its interval over the seeds. Imports no Streamlit."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import NamedTuple

from plotly import graph_objects as go

from app.figures import dressed
from app.transfer.names import look
from ssl_demo.evaluation.interval import mean_interval

ROW, FRAME = 36, 96
"""Pixels of an encoder's row, and of all that stands around the rows."""


class Row(NamedTuple):
    """An encoder by its name and title, with a number for each seed, at least one, and a line for the hover."""

    encoder: str
    title: str
    values: Sequence[float]
    more: str = ""


def dots_figure(rows: Sequence[Row], written: Callable[[float], str], axis: str) -> go.Figure:
    """The mean of each row as a dot, its 95 % interval as a line, and each seed as a small stroke."""
    figure = go.Figure()
    for row in rows:
        style, interval, title = look(row.encoder), mean_interval(list(row.values)), html.escape(row.title)
        span = f"{written(interval.low)} … {written(interval.high)}" if interval.known else "one seed, no interval"
        strokes = {"symbol": "line-ns-open", "size": 11, "color": style.colour, "line": {"width": 2}}
        figure.add_scatter(
            x=list(row.values), y=[title] * len(row.values), mode="markers", marker=strokes, hoverinfo="skip"
        )
        error = {"array": [interval.high - interval.mean], "color": style.colour, "thickness": 2, "width": 6}
        figure.add_scatter(
            x=[interval.mean],
            y=[title],
            mode="markers+text",
            text=[written(interval.mean)],
            textposition="top center",
            marker={
                "symbol": style.marker,
                "size": 13,
                "color": style.colour,
                "line": {"width": 2, "color": style.colour},
            },
            error_x={"type": "data", **error} if interval.known else None,
            customdata=[(html.escape(row.more),)],
            hovertemplate=f"<b>%{{y}}</b><br>%{{text}}, 95 % interval: {span}<br>%{{customdata[0]}}<extra></extra>",
        )
    figure.update_yaxes(range=[len(rows) - 0.5, -0.9], showgrid=False)  # the first one on top, with room for its number
    figure.update_xaxes(title=axis)
    return dressed(figure, FRAME + ROW * len(rows)).update_layout(showlegend=False)


def add_middle(figure: go.Figure, at: float, text: str) -> None:
    """A vertical line to compare with."""
    figure.add_vline(
        x=at,
        line={"color": "#848484", "dash": "dot", "width": 1.5},
        annotation={"text": text, "font": {"color": "#848484"}, "showarrow": False},
        annotation_position="top",
    )
