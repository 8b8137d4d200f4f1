"""How encoders take each operation, as figures. Imports no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from app.figures import dressed
from app.palette import CONTENDERS
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.evaluation.invariance import Invariance

HEIGHT = 420
AXES = {
    "crop": "share of the area that is kept",
    "brightness": "brightness, × the image's",
    "contrast": "contrast, × the image's",
    "saturation": "saturation, × the image's",
    "hue": "hue, turns of the colour wheel",
    "blur": "blur, σ in pixels",
    "cutout": "side of the covered square, share of the image's",
}
PERCENT = ("crop", "cutout")
MEASURED = {
    "found": "images found again",
    "similar": "cosine similarity to the original",
}
UNCHANGED = "#848484"


def strength_figure(
    results: Mapping[str, Invariance], operation: str, measure: str, drawn: tuple[float, float] | None = None
) -> go.Figure:
    """One line for each contender over the strengths of an operation; measure: "found" or "similar".

    Where it is similarity, a thin line in the same colour is that of two different images. drawn: from where to where
    training drew the strength, a grey band.
    """
    figure = go.Figure()
    about = OPERATIONS[operation]
    for name, result in results.items():
        style = CONTENDERS[name]
        figure.add_scatter(
            x=result.strengths,
            y=result.found if measure == "found" else result.similar,
            mode="lines+markers",
            name=style.title,
            legendgroup=name,
            line={"color": style.colour, "dash": style.dash, "width": 2.5},
            marker={"symbol": style.marker, "size": 10, "color": style.colour},
            hovertemplate=f"<b>{style.title}</b><br>at %{{x}}: <b>%{{y:{_format(measure)}}}</b><extra></extra>",
        )
        if measure == "similar":
            figure.add_scatter(
                x=[result.strengths[0], result.strengths[-1]],
                y=[result.strangers] * 2,
                mode="lines",
                name=f"{style.title}: two different images",
                legendgroup=name,
                showlegend=False,
                line={"color": style.colour, "dash": style.dash, "width": 1},
                hovertemplate="%{fullData.name}: <b>%{y:.2f}</b><extra></extra>",
            )
    if about.switch:
        figure.update_xaxes(tickvals=[0, 1], ticktext=["unchanged", about.title.lower()], range=[-0.25, 1.25])
    else:
        figure.update_xaxes(title=AXES[operation], tickformat=".0%" if operation in PERCENT else None)
        _mark(figure, about.neutral if about.low < about.neutral < about.high else None, drawn)
    if operation == "crop":
        figure.update_xaxes(range=[1.04, 0.01])  # like all others, from little to much
    figure.update_yaxes(title=MEASURED[measure], tickformat=_format(measure))
    if measure == "found":
        figure.update_yaxes(range=[-0.02, 1.04])
    return dressed(figure, HEIGHT)


def glance_figure(found: Mapping[str, Mapping[str, float]], labels: Mapping[str, str]) -> go.Figure:
    """The share of images found again after each operation, one mark for each contender, the first operation on top.

    found: by contender and operation, in 0 … 1. labels: what the operations are called, with their strength.
    """
    figure = go.Figure()
    operations = list(labels)
    for operation in operations:
        shares = [shares[operation] for shares in found.values()]
        figure.add_scatter(
            x=[min(shares), max(shares)],
            y=[labels[operation]] * 2,
            mode="lines",
            line={"color": "rgba(128,128,128,0.45)", "width": 2},
            hoverinfo="skip",
            showlegend=False,
        )
    for size, (name, shares) in zip((15, 12, 9), found.items(), strict=False):  # the first is seen behind the others
        style = CONTENDERS[name]
        figure.add_scatter(
            x=[shares[operation] for operation in operations],
            y=[labels[operation] for operation in operations],
            mode="markers",
            name=style.title,
            marker={"symbol": style.marker, "size": size, "color": style.colour},
            hovertemplate=f"<b>{style.title}</b><br>%{{y}}: <b>%{{x:.0%}}</b><extra></extra>",
        )
    figure.update_xaxes(title=MEASURED["found"], tickformat=".0%", range=[-0.03, 1.04])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return dressed(figure, HEIGHT)


def _format(measure: str) -> str:
    return ".0%" if measure == "found" else ".2f"


def _mark(figure: go.Figure, unchanged: float | None, drawn: tuple[float, float] | None) -> None:
    """A line where the operation changes nothing, and a band where training drew its strength."""
    if drawn:
        # A strength that is always the same still has to be seen.
        width = 6 if drawn[0] == drawn[1] else 0
        band = {"fillcolor": "rgba(128,128,128,0.14)", "line": {"width": width, "color": "rgba(128,128,128,0.14)"}}
        figure.add_vrect(x0=drawn[0], x1=drawn[1], layer="below", **band)
    if unchanged is not None:
        figure.add_vline(x=unchanged, line={"color": UNCHANGED, "dash": "dot", "width": 1})
        where = {"x": unchanged, "y": 0, "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
        figure.add_annotation(text="unchanged", showarrow=False, font={"color": UNCHANGED}, **where)
