"""The figure of accuracy against wrong labels. Knows no Streamlit."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from app.figures import PROTOCOL, add_band, add_chance, dressed, interval
from app.palette import CONTENDERS, Style

Row = Mapping[str, Any]

MARGIN = 3
"""Percent beyond the outermost share, so that markers are whole."""


def tipping_point(flips: str, classes: int) -> float:
    """The share of wrong labels, 0 … 1, from which on a class's images no longer carry their right label most often.

    Spread evenly over the other classes, wrong labels are as many as the right ones for each when (1 - share) equals
    share / (classes - 1); all on one class, at a half.
    """
    return 0.5 if flips == "similar" else (classes - 1) / classes


def noise_figure(
    rows: Sequence[Row], shares: Sequence[float], *, classes: int, flips: str, height: int = 440
) -> go.Figure:
    """Test accuracy against the share of wrong labels, one line per contender, with the 95 % interval as a band.

    rows: contender, wrong, labels_per_class, accuracy_mean and accuracy_std (over the draws, in 0 … 1), draws. The axis
    holds all the shares asked for, so that the figure grows towards a visible end.
    """
    figure = go.Figure()
    for contender in CONTENDERS:
        if points := sorted((row for row in rows if row["contender"] == contender), key=lambda row: row["wrong"]):
            _add_line(figure, CONTENDERS[contender], points)
    add_chance(figure, 1 / classes, "bottom left")
    ends = [100 * min(shares) - MARGIN, 100 * max(shares) + MARGIN]
    tip = 100 * tipping_point(flips, classes)
    if ends[0] <= tip <= ends[1]:
        _add_tipping_point(figure, tip, nearer_right=tip > sum(ends) / 2)
    ticks = [round(100 * share) for share in shares]
    figure.update_xaxes(title="wrong labels", range=ends, tickvals=ticks, ticktext=[f"{tick} %" for tick in ticks])
    figure.update_yaxes(title="test accuracy", tickformat=".0%", rangemode="tozero")
    return dressed(figure, height)


def _add_line(figure: go.Figure, style: Style, points: Sequence[Row]) -> None:
    x = [100 * row["wrong"] for row in points]
    bands = [interval(row["accuracy_mean"], row["accuracy_std"], row["draws"]) for row in points]
    add_band(figure, style.colour, x, bands, style.title)
    figure.add_scatter(
        x=x,
        y=[row["accuracy_mean"] for row in points],
        mode="lines+markers",
        name=style.title,
        legendgroup=style.title,
        line={"color": style.colour, "dash": style.dash, "width": 2.5},
        marker={"symbol": style.marker, "size": 9, "color": style.colour},
        customdata=[
            (row["draws"], row["accuracy_std"], low, high, row["labels_per_class"])
            for row, (low, high) in zip(points, bands, strict=True)
        ],
        hovertemplate=(
            "<b>%{fullData.name}</b><br>%{x:.0f} % wrong labels: <b>%{y:.1%}</b><br>"
            "mean of %{customdata[0]} draws, spread ±%{customdata[1]:.1%}<br>"
            "95 % interval %{customdata[2]:.1%} – %{customdata[3]:.1%}<br>"
            f"<i>%{{customdata[4]}} labels per class; {html.escape(PROTOCOL)}</i><extra></extra>"
        ),
    )


def _add_tipping_point(figure: go.Figure, percent: float, nearer_right: bool) -> None:
    style = CONTENDERS["chance"]
    figure.add_vline(
        x=percent,
        line={"color": style.colour, "dash": "dash", "width": 1},
        annotation={"text": "tipping point", "font": {"color": style.colour}, "showarrow": False},
        annotation_position="top left" if nearer_right else "top right",
    )
