"""What every method reached, the best on top, with where it started from. Imports no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from app.figures import dressed
from app.methods.ours import Benchmark
from app.palette import CONTENDERS, FAMILIES
from ssl_demo.methods import METHODS

ROW, AROUND = 27, 110
"""Pixels for one method, and for the axis and the legend."""


def league_figure(rows: Mapping[str, Benchmark], measure: str) -> go.Figure:
    """A row for each method: a dot in its family's colour with a line of one standard deviation, and the untrained
    encoder's diamond, joined by a thin line."""
    order = sorted(rows, key=lambda name: rows[name].trained[measure][0])
    names = [METHODS[name].title for name in order]
    figure = go.Figure()
    for name in order:
        before, after = rows[name].untrained[measure][0], rows[name].trained[measure][0]
        figure.add_shape(
            type="line",
            x0=before,
            x1=after,
            y0=METHODS[name].title,
            y1=METHODS[name].title,
            line={"color": "rgba(128,128,128,0.45)", "width": 1.5},
            layer="below",
        )
    style = CONTENDERS["untrained"]
    figure.add_scatter(
        x=[rows[name].untrained[measure][0] for name in order],
        y=names,
        mode="markers",
        name=style.title,
        marker={"symbol": f"{style.marker}-open", "size": 9, "color": style.colour, "line": {"width": 2}},
        hovertemplate="<b>%{y}</b>, untrained: %{x:.1%}<extra></extra>",
    )
    for family, look in FAMILIES.items():
        mine = [name for name in order if METHODS[name].family == family]
        if mine:
            figure.add_scatter(
                x=[rows[name].trained[measure][0] for name in mine],
                y=[METHODS[name].title for name in mine],
                error_x={"array": [rows[name].trained[measure][1] for name in mine], "thickness": 1.5, "width": 4},
                mode="markers",
                name=look.title,
                marker={"symbol": look.marker, "size": 11, "color": look.colour},
                hovertemplate="<b>%{y}</b>: %{x:.1%}<extra></extra>",
            )
    figure.update_yaxes(categoryorder="array", categoryarray=names, showgrid=False, dtick=1)
    figure.update_xaxes(tickformat=".0%", title="test accuracy")
    return dressed(figure, ROW * len(order) + AROUND)
