"""Accuracy against the strength of the wallpaper. Imports no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from app.figures import add_band, add_chance, dressed
from app.palette import CONTENDERS
from app.shortcut.ladder import POSITIONS, short, title_of
from app.shortcut.readings import CHANCE, Reading

HEIGHT = 400


def accuracy_figure(readings: Mapping[str, Sequence[Reading]], axis: str) -> go.Figure:
    """One line for the trained and one for the untrained encoders, each with its 95 % interval where there is one.

    readings: by contender. axis: how the accuracy was measured.
    """
    figure = go.Figure()
    places = {wallpaper: place for place, wallpaper in enumerate(POSITIONS)}
    for contender in ("untrained", "ssl"):
        style, found = CONTENDERS[contender], readings.get(contender, ())
        x = [places[reading.wallpaper] for reading in found]
        if any(reading.draws > 1 for reading in found):
            add_band(figure, style.colour, x, [(reading.low, reading.high) for reading in found], style.title)
        figure.add_scatter(
            x=x,
            y=[reading.mean for reading in found],
            mode="lines+markers",
            name=style.title,
            legendgroup=style.title,
            line={"color": style.colour, "dash": style.dash, "width": 2.5},
            marker={"symbol": style.marker, "size": 10, "color": style.colour},
            customdata=[(title_of(reading.wallpaper), _spread(reading)) for reading in found],
            hovertemplate="<b>%{fullData.name}</b><br>%{customdata[0]}: <b>%{y:.1%}</b>%{customdata[1]}<extra></extra>",
        )
    add_chance(figure, CHANCE)
    ticks = list(map(short, POSITIONS))
    figure.update_xaxes(title="strength of the wallpaper", tickvals=list(places.values()), ticktext=ticks)
    figure.update_xaxes(range=[-0.2, len(POSITIONS) - 0.8])
    figure.update_yaxes(title=axis, tickformat=".0%", range=[0, 1.02])
    return dressed(figure, HEIGHT).update_layout(showlegend=True)


def _spread(reading: Reading) -> str:
    if reading.draws < 2:
        return ""
    return f"<br>mean of {reading.draws} draws of labels, 95 % interval {reading.low:.1%} – {reading.high:.1%}"
