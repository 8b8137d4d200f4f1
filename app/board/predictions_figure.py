"""Predictions as figures, and what they say. Imports no Streamlit."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Mapping

import plotly.graph_objects as go

from app.figures import bars_figure, dressed
from app.findings import percent
from app.label_budget.finding import USUAL
from app.label_budget.read_out import labels
from app.palette import CONTENDERS, LINES, transparent
from ssl_demo.classroom.pooled.answers import median_curve

LETTERS = 34
"""Of an option on one line."""


def choices_figure(counts: Mapping[str, int]) -> go.Figure:
    """A bar for each option: how many chose it."""
    written = {"<br>".join(map(html.escape, textwrap.wrap(option, LETTERS))): n for option, n in counts.items()}
    figure = bars_figure(
        written,
        title="learners",
        colours=[LINES[0].colour] * len(written),
        percent=False,
        height=110 + 48 * len(written),
    )
    figure.update_traces(texttemplate="%{x:d}")
    return figure.update_xaxes(dtick=max(1, math.ceil(max(counts.values()) / 8)))


def said_of_choices(counts: Mapping[str, int]) -> str:
    """ "7 of 9 expect: Complete collapse"."""
    most, whole = max(counts.values()), sum(counts.values())
    first = [option for option, count in counts.items() if count == most]
    if len(first) > 1:
        return f"The class is divided: {most} of {whole} each"
    return f"{most} of {whole} expect: {first[0]}"


def curves_figure(drawn: Mapping[str, Mapping[int, float]], names: Mapping[str, str]) -> go.Figure:
    """Everybody's drawn curve as a thin line, and the median over all."""
    style, x, y, whose = CONTENDERS["ssl"], [], [], []
    for learner, curve in drawn.items():
        x += [*curve, None]
        y += [*curve.values(), None]
        whose += [html.escape(names.get(learner, ""))] * (len(curve) + 1)
    figure = go.Figure()
    point = "%{x} labels per class: <b>%{y:.0%}</b><extra></extra>"
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        name="Each learner",
        line={"color": transparent(style.colour, 0.6), "width": 1.3},
        customdata=whose,
        hovertemplate=f"<b>%{{customdata}}</b><br>{point}",
    )
    middle = median_curve(drawn)
    figure.add_scatter(
        x=list(middle),
        y=list(middle.values()),
        mode="lines+markers",
        name="Median",
        line={"color": style.colour, "dash": "dot", "width": 3},
        marker={"symbol": "circle-open", "size": 13, "color": style.colour, "line": {"width": 2}},
        hovertemplate=f"<b>Median</b><br>{point}",
    )
    places = list(middle)
    figure.update_xaxes(type="log", title="labels per class", tickvals=places, ticktext=[f"{n:,}" for n in places])
    figure.update_yaxes(title="predicted test accuracy", tickformat=".0%", range=[0, 1.03])
    return dressed(figure, 400)


def said_of_curves(drawn: Mapping[str, Mapping[int, float]]) -> str:
    """ "With 10 labels per class the class predicts 55 % (median of 9; from 20 % to 90 %)"."""
    middle = median_curve(drawn)
    count = min(middle, key=lambda at: abs(math.log(at / USUAL)))
    said = sorted(curve[count] for curve in drawn.values() if count in curve)
    ends = f"; from {percent(said[0])} to {percent(said[-1])}" if len(said) > 1 else ""
    return f"With {labels(count)} the class predicts {percent(middle[count])} (median of {len(said)}{ends})"
