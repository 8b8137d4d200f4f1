"""How many labels a cell needs: its score against the number of labelled images. Imports no Streamlit."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import mean

from plotly import graph_objects as go

from app.figures import add_band, dressed
from app.palette import CONTENDERS, Style
from app.transfer.names import is_specialist, look, task_title, written
from ssl_demo.evaluation.interval import mean_interval
from ssl_demo.evaluation.transfer.label_budget import Point
from ssl_demo.evaluation.transfer.task import Metric

TOLD = 100
"""Labelled images: a count that is fixed beforehand, as the one with the largest gap would promise too much."""


def budget_figure(
    curves: Mapping[str, Sequence[Point]], titles: Mapping[str, str], metric: Metric, chance: float, task: str
) -> go.Figure:
    """A line for each encoder by its name, with the 95 % interval over the seeds as a band, and chance.

    A specialist for another task than this one is drawn otherwise than the one for it.
    """
    figure = go.Figure()
    for encoder, points in curves.items():
        style = OF_ANOTHER_TASK if is_specialist(encoder) and encoder != task else look(encoder)
        _add_curve(figure, html.escape(titles[encoder]), style, points, metric)
    dotted = CONTENDERS["chance"]
    figure.add_hline(
        y=chance,
        line={"color": dotted.colour, "dash": dotted.dash, "width": 1.5},
        annotation={
            "text": f"without a look: {written(metric, chance)}",
            "font": {"color": dotted.colour},
            "showarrow": False,
        },
        annotation_position="bottom right" if metric.higher_is_better else "top right",
    )
    counts = sorted({point.labelled for points in curves.values() for point in points})
    ticks = {"tickvals": counts, "ticktext": [f"{count:,}" for count in counts]}
    ends = [math.log10(counts[0]) - 0.08, math.log10(counts[-1]) + 0.08] if counts else None
    figure.update_xaxes(type="log", title="labelled images", range=ends, **ticks)
    better = "higher" if metric.higher_is_better else "lower"
    figure.update_yaxes(title=f"{metric.name} ({better} is better)", tickformat=".0%" if metric.unit == "%" else None)
    return dressed(figure, 380)


OF_ANOTHER_TASK = replace(CONTENDERS["supervised"], dash="dot", marker="square-open")


def _add_curve(figure: go.Figure, title: str, style: Style, points: Sequence[Point], metric: Metric) -> None:
    x = [point.labelled for point in points]
    intervals = [mean_interval(list(point.scores.values())) for point in points]
    if all(interval.known for interval in intervals):
        most = 1.0 if metric.higher_is_better else math.inf  # no share and no error can lie beyond
        ends = [(max(0.0, interval.low), min(most, interval.high)) for interval in intervals]
        add_band(figure, style.colour, x, ends, title)
    figure.add_scatter(
        x=x,
        y=[interval.mean for interval in intervals],
        mode="lines+markers",
        name=title,
        legendgroup=title,
        line={"color": style.colour, "dash": style.dash, "width": 2.5},
        marker={"symbol": style.marker, "size": 9, "color": style.colour},
        customdata=[(written(metric, interval.mean),) for interval in intervals],
        hovertemplate="<b>%{fullData.name}</b><br>%{x} labelled images: <b>%{customdata[0]}</b><extra></extra>",
    )


def finding(curves: Mapping[str, Sequence[Point]], titles: Mapping[str, str], metric: Metric, task: str) -> str:
    """Plain text: "Class, accuracy with 100 labelled images: SSL: SimCLR 89 %, Untrained 21 %"."""
    counts = [{point.labelled for point in points} for points in curves.values()]
    shared = set.intersection(*counts) if counts else set()
    if not shared:
        return f"{task_title(task)}: {metric.name} against labelled images"
    count = min(sorted(shared), key=lambda each: abs(math.log(each / TOLD)))
    told = []
    for encoder, points in curves.items():
        scores = next(point.scores for point in points if point.labelled == count)
        told.append(f"{titles[encoder]} {written(metric, mean(scores.values()))}")
    return f"{task_title(task).capitalize()}, {metric.name} with {count:,} labelled images: {', '.join(told)}"
