"""The label curve of a class as a figure. Imports no Streamlit."""

from __future__ import annotations

import html
import math
from collections.abc import Collection, Mapping, Sequence

import plotly.graph_objects as go

from app.figures import PROTOCOL, add_band, add_chance, dressed
from app.palette import CONTENDERS, SIZES, Style, transparent
from ssl_demo.classroom.pooled.curve import Line, PooledCurve
from ssl_demo.classroom.pooled.over_learners import Pooled

STYLES: Mapping[str, Style] = CONTENDERS | SIZES
"""Of everything that a label curve may hold."""
HEIGHT = 520
THIN = 0.45
POINT = "%{x} labels per class: <b>%{y:.1%}</b><extra></extra>"


def pooled_curve_figure(
    curve: PooledCurve,
    names: Mapping[str, str],
    *,
    shown: Collection[str],
    told: int | None = None,
    picked: str = "",
    chance: float | None = None,
) -> go.Figure:
    """Means over the learners with their 95 % intervals as bands, and each learner's own curve as a thin line.

    shown: the contenders to draw. names: nicknames by learner's id. told: the count at which outliers are marked with
    a cross and their name. picked: the learner whose own curves are drawn thick.
    """
    figure = go.Figure()
    lines = [line for name, line in curve.lines.items() if name in shown]
    for line in lines:
        if line.of_learners:
            _add_own(figure, line, names)
        _add_mean(figure, line)
    for line in lines:
        if picked in line.keys:
            _add_picked(figure, line, picked, names)
        if told is not None and (far := line.far(told)):
            _add_outliers(figure, line, told, far, names)
    if chance:
        add_chance(figure, chance)
    places = sorted({count for line in lines for count in line.by_count})
    figure.update_xaxes(type="log", title="labels per class", tickvals=places, ticktext=[f"{n:,}" for n in places])
    if len(places) > 1:
        figure.update_xaxes(range=[math.log10(places[0]) - 0.08, math.log10(places[-1]) + 0.08])
    figure.update_yaxes(title="test accuracy", tickformat=".0%", range=[0, 1.03])
    return dressed(figure, HEIGHT)


def _add_own(figure: go.Figure, line: Line, names: Mapping[str, str]) -> None:
    """All thin lines of a contender as one trace, with a gap between any two."""
    style = STYLES[line.contender]
    x, y, whose = [], [], []
    for key in line.keys:
        own = line.own(key)
        x += [*own, None]
        y += [*own.values(), None]
        whose += [html.escape(names.get(key, ""))] * (len(own) + 1)
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines+markers" if len(line.by_count) == 1 else "lines",
        line={"color": transparent(style.colour, THIN), "width": 1.2},
        marker={"symbol": style.marker, "size": 5},
        customdata=whose,
        hovertemplate=f"<b>%{{customdata}}</b>, {style.title}<br>{POINT}",
        name=style.title,
        legendgroup=line.contender,
        showlegend=False,
    )


def _add_mean(figure: go.Figure, line: Line) -> None:
    style, points = STYLES[line.contender], line.by_count
    known = {count: at.ends for count, at in points.items() if at.interval.known}
    if len(known) > 1:
        add_band(figure, style.colour, list(known), list(known.values()), line.contender)
    figure.add_scatter(
        x=list(points),
        y=[at.interval.mean for at in points.values()],
        mode="lines+markers",
        name=style.title,
        legendgroup=line.contender,
        line={"color": style.colour, "dash": style.dash, "width": 3},
        marker={"symbol": style.marker, "size": 10, "color": style.colour},
        # A band has no width where there is one point.
        error_y={
            "type": "data",
            "array": [at.ends[1] - at.interval.mean for at in points.values()],
            "arrayminus": [at.interval.mean - at.ends[0] for at in points.values()],
            "color": style.colour,
            "visible": len(known) == 1,
        },
        customdata=[_told(at, line.of_learners) for at in points.values()],
        hovertemplate=(
            "<b>%{fullData.name}</b><br>%{x} labels per class: <b>%{y:.1%}</b><br>%{customdata}<br>"
            f"<i>{PROTOCOL}</i><extra></extra>"
        ),
    )


def _told(at: Pooled, of_learners: bool) -> str:
    what = "learner" if of_learners else "draw of labels"
    if at.learners < 2:
        return f"one {what}, so no interval"
    low, high = at.ends
    several = what.replace("draw", "draws") if not of_learners else "learners"
    return f"mean of {at.learners} {several}<br>95 % interval {low:.1%} – {high:.1%}"


def _add_picked(figure: go.Figure, line: Line, picked: str, names: Mapping[str, str]) -> None:
    style, own = STYLES[line.contender], line.own(picked)
    name = f"{html.escape(names.get(picked, ''))}: {style.title}"
    figure.add_scatter(
        x=list(own),
        y=list(own.values()),
        mode="lines+markers",
        name=name,
        line={"color": style.colour, "dash": "dot", "width": 2},
        marker={"symbol": f"{style.marker}-open", "size": 13, "color": style.colour, "line": {"width": 2}},
        hovertemplate=f"<b>{name}</b><br>{POINT}",
    )


def _add_outliers(figure: go.Figure, line: Line, count: int, far: Sequence[str], names: Mapping[str, str]) -> None:
    style, at = STYLES[line.contender], line.by_count[count].by_learner
    figure.add_scatter(
        x=[count] * len(far),
        y=[at[learner] for learner in far],
        mode="markers+text",
        marker={"symbol": "x-thin-open", "size": 13, "color": style.colour, "line": {"width": 3}},
        text=[f" {html.escape(names.get(learner, ''))}" for learner in far],
        textposition="middle right",
        cliponaxis=False,
        hovertemplate="<b>%{text}</b>, far from the others: <b>%{y:.1%}</b><extra></extra>",
        legendgroup=line.contender,
        showlegend=False,
    )
