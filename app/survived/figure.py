"""What can be read off three embeddings: a row for each property, a dot for each encoder. Imports no Streamlit."""

from __future__ import annotations

import html
from collections.abc import Sequence

from plotly import graph_objects as go
from plotly.subplots import make_subplots

from app.figures import dressed
from app.palette import CONTENDERS, LINES, Style
from app.survived.plan import UNTRAINED, A, B, Plan
from app.survived.words import title_of, written
from ssl_demo.evaluation.reading import CLEAR
from ssl_demo.evaluation.survey import Row

STYLES: dict[str, Style] = {UNTRAINED: CONTENDERS["untrained"], A: LINES[0], B: LINES[1]}
ROW, FRAME = 34, 150
"""Pixels of a property's row, and of all that stands around the rows of a figure."""


def survey_figure(rows: Sequence[Row], plan: Plan) -> go.Figure:
    """Accuracies above, R² below; a line joins what A and B tell of the same property."""
    panels = [(axis, group) for axis, group in zip(AXES, _groups(rows), strict=True) if group]
    figure = make_subplots(rows=len(panels), cols=1, row_heights=[len(group) + 0.6 for _, group in panels])
    for number, (axis, group) in enumerate(panels, 1):
        _add_joins(figure, group, number)
        for side in STYLES:
            _add_dots(figure, group, side, plan, number)
        _add_chance(figure, group, number)
        lowest = min(0.0, *(reading.value for row in group for reading in row.readings.values()))
        figure.update_xaxes(title=axis, range=[lowest - 0.03, 1.03], row=number, col=1)
        figure.update_yaxes(autorange="reversed", showgrid=False, row=number, col=1)
        if group[0].is_measured is False:
            figure.update_xaxes(tickformat=".0%", row=number, col=1)
    return dressed(figure, FRAME * len(panels) + ROW * len(rows)).update_layout(showlegend=True)


AXES = ("test accuracy of a linear probe", "R² of a ridge regression on test images")


def _groups(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    return [row for row in rows if not row.is_measured], [row for row in rows if row.is_measured]


def _add_joins(figure: go.Figure, rows: Sequence[Row], panel: int) -> None:
    x, y = [], []
    for row in rows:
        x += [row.readings[A].value, row.readings[B].value, None]
        y += [title_of(row)] * 2 + [None]
    line = {"color": CONTENDERS["chance"].colour, "width": 2}
    figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False, row=panel, col=1)


def _add_dots(figure: go.Figure, rows: Sequence[Row], side: str, plan: Plan, panel: int) -> None:
    style, name = STYLES[side], name_of(side, plan)
    figure.add_scatter(
        x=[row.readings[side].value for row in rows],
        y=[title_of(row) for row in rows],
        mode="markers",
        name=html.escape(name),
        legendgroup=side,
        showlegend=panel == 1,
        marker={"symbol": style.marker, "size": 12, "color": style.colour},
        error_x={
            "type": "data",
            "array": [CLEAR * row.readings[side].error for row in rows],
            "color": style.colour,
            "thickness": 1.5,
            "width": 0,
        },
        customdata=[(written(row, row.readings[side].value), "R²" if row.is_measured else "accuracy") for row in rows],
        hovertemplate="<b>%{fullData.name}</b><br>%{y}: %{customdata[1]} <b>%{customdata[0]}</b><extra></extra>",
        row=panel,
        col=1,
    )


def _add_chance(figure: go.Figure, rows: Sequence[Row], panel: int) -> None:
    style = CONTENDERS["chance"]
    figure.add_scatter(
        x=[row.chance for row in rows],
        y=[title_of(row) for row in rows],
        mode="markers",
        name=style.title,
        legendgroup=style.title,
        showlegend=panel == 1,
        marker={"symbol": style.marker, "size": 9, "color": style.colour},
        customdata=[written(row, row.chance) for row in rows],
        hovertemplate="%{y}, without a look at the image: %{customdata}<extra></extra>",
        row=panel,
        col=1,
    )


def name_of(side: str, plan: Plan) -> str:
    """What an encoder is called beside the others: "A: Crop only"."""
    return STYLES[side].title or f"{side}: {(plan.a if side == A else plan.b).name}"
