"""Which classes chosen images are of. Imports no streamlit."""

from __future__ import annotations

import html

import plotly.graph_objects as go

from app.names import class_names
from app.palette import CONTENDERS, class_colour
from ssl_demo.data.images import Images

CLASSES_DRAWN = 20


def in_words(images: Images) -> str:
    """What the chosen images are, in one sentence."""
    counts = images.labels.bincount(minlength=len(images.classes))
    top = int(counts.argmax())
    share = int(counts[top]) / len(images)
    name = class_names(images)[top]
    classes = int((counts > 0).sum())
    if len(images) == 1:
        return f"One image, of the class {name}"
    if classes == 1:
        return f"All {len(images):,} images are of one class, {name}"
    written = f"{share:.0%}" if share < 0.995 else "Nearly all"
    return f"{written} of these {len(images):,} images are of one class, {name}; they come from {classes} classes"


def class_bars(images: Images, everything: Images) -> go.Figure:
    """How many of the chosen images are of each class, beside what as many images drawn at random would hold."""
    names = list(map(html.escape, class_names(images)))
    counts = images.labels.bincount(minlength=len(names))
    usual = everything.labels.bincount(minlength=len(names)) * len(images) / len(everything)
    shown = counts.argsort(descending=True, stable=True)[:CLASSES_DRAWN].tolist()
    shown = [label for label in shown if counts[label] or len(names) <= CLASSES_DRAWN]
    figure = go.Figure()
    figure.add_bar(
        y=[names[label] for label in shown],
        x=[int(counts[label]) for label in shown],
        orientation="h",
        marker_color=[class_colour(label) for label in shown],
        name="chosen",
        hovertemplate="%{y}: %{x} images<extra></extra>",
        showlegend=False,
    )
    figure.add_scatter(
        y=[names[label] for label in shown],
        x=[float(usual[label]) for label in shown],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 16, "line": {"width": 2}, "color": CONTENDERS["chance"].colour},
        name="if drawn at random",
        hovertemplate="%{y}, drawn at random: %{x:.1f}<extra></extra>",
    )
    figure.update_layout(
        height=120 + 24 * len(shown),
        margin={"l": 0, "r": 8, "t": 30, "b": 40},
        xaxis={"title": "images", "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "automargin": True, "type": "category"},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        bargap=0.35,
    )
    return figure
