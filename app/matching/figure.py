"""Accuracy against the strength of a change, as a figure. Imports no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from app.figures import add_band, dressed
from app.matching.styles import STYLES
from app.matching.words import MEASURES, UNITS
from ssl_demo.evaluation.interval import mean_interval
from ssl_demo.evaluation.matching.curve import STRENGTHS

HEIGHT = 460
AXES = {
    "rotation": "rotation, degrees",
    "scale": "size, × the picture's",
    "perspective": "tilt, degrees",
    "light": "light missing at the right edge",
    "contrast": "contrast, × the picture's",
    "blur": "blur, σ in pixels of 256",
    "noise": "noise, standard deviation in levels of 255",
    "occlusion": "side of the box, share of the picture's",
}


def curves_figure(curves: Mapping[str, Sequence[Mapping[int, float]]], knob: str, measure: str) -> go.Figure:
    """One line with the 95 % interval of its mean for each kind of features.

    curves: by contender, at each strength of STRENGTHS[knob], the values in 0…1 by picture.
    """
    figure = go.Figure()
    order = sorted(range(len(STRENGTHS[knob])), key=lambda place: STRENGTHS[knob][place])
    for name, steps in curves.items():
        style = STYLES[name]
        places = [place for place in order if steps[place]]
        x = [STRENGTHS[knob][place] for place in places]
        means = [mean_interval(list(steps[place].values())) for place in places]
        bands = [(max(0.0, m.low), min(1.0, m.high)) if m.known else (m.mean, m.mean) for m in means]
        add_band(figure, style.colour, x, bands, name)
        figure.add_scatter(
            x=x,
            y=[m.mean for m in means],
            mode="lines+markers",
            name=style.title,
            legendgroup=name,
            line={"color": style.colour, "dash": style.dash, "width": 2.5},
            marker={"symbol": style.marker, "size": 9, "color": style.colour},
            customdata=[(low, high, len(steps[place])) for (low, high), place in zip(bands, places, strict=True)],
            hovertemplate=(
                f"<b>{style.title}</b><br>at %{{x}}: <b>%{{y:.0%}}</b><br>"
                "95 % interval %{customdata[0]:.0%} – %{customdata[1]:.0%}, %{customdata[2]} pictures<extra></extra>"
            ),
        )
    figure.update_yaxes(title=MEASURES[measure].lower(), tickformat=".0%", range=[-0.02, 1.04])
    values = sorted(STRENGTHS[knob])
    figure.update_xaxes(title=AXES[knob], tickvals=values, ticktext=[UNITS[knob].format(v) for v in values])
    if knob in ("contrast", "scale"):  # both are factors
        figure.update_xaxes(type="log")
    if knob == "contrast":
        figure.update_xaxes(autorange="reversed")  # like all others, from little change to much
    return dressed(figure, HEIGHT)
