"""One panel: test accuracy against a number of images. Imports no Streamlit."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence

import plotly.graph_objects as go

from app.figures import add_band, add_chance, dressed, interval
from app.scaling.lines import Dot, Line

HEIGHT = 430
CLOSEST = 0.13
"""Share of the axis between two numbers that are written along it, on a phone too."""
PROTOCOL = "scored once on the test split, which nothing was tuned on"


def scaling_figure(lines: Sequence[Line], *, along: str, places: Iterable[int], classes: int, noun: str) -> go.Figure:
    """The lines, each with the 95 % interval of its means as a band, over a logarithmic number of images.

    along: the title of that axis. places: the numbers on it, also those that are not measured yet. classes: for the
    line of chance. noun: the images, on hover.
    """
    figure = go.Figure()
    for line in lines:
        add_band(figure, line.style.colour, [dot.images for dot in line.dots], list(map(_ends, line.dots)), line.key)
        _add_dots(figure, line, noun)
    add_chance(figure, 1 / classes)
    ticks = sorted({*places, *(dot.images for line in lines for dot in line.dots)})
    written = _apart(ticks)
    figure.update_xaxes(type="log", title=along, tickvals=written, ticktext=[f"{n:,}" for n in written], tickangle=0)
    figure.update_xaxes(range=[math.log10(ticks[0]) - 0.1, math.log10(ticks[-1]) + 0.1])
    highest = max((_ends(dot)[1] for line in lines for dot in line.dots), default=0.0)
    figure.update_yaxes(title="test accuracy", tickformat=".0%", range=[0, min(1.02, 1.08 * max(highest, 2 / classes))])
    # Room for two rows of legend in either panel, so that they stand level.
    return dressed(figure, HEIGHT).update_layout(showlegend=True, margin_t=64)


def _apart(ticks: Sequence[int]) -> list[int]:
    """Those of the numbers that can be written along the axis without touching, the largest among them."""
    span, kept = math.log10(ticks[-1] / ticks[0]), [ticks[-1]]
    for number in reversed(ticks[:-1]):
        if math.log10(kept[-1] / number) >= CLOSEST * span:
            kept.append(number)
    return kept[::-1]


def _ends(dot: Dot) -> tuple[float, float]:
    return interval(dot.row["accuracy_mean"], dot.row["accuracy_std"], dot.row["draws"])


def _add_dots(figure: go.Figure, line: Line, noun: str) -> None:
    means = [dot.row["accuracy_mean"] for dot in line.dots]
    ends = [_ends(dot) for dot in line.dots]
    figure.add_scatter(
        x=[dot.images for dot in line.dots],
        y=means,
        mode="lines+markers",
        name=html.escape(line.style.title),
        legendgroup=line.key,
        line={"color": line.style.colour, "dash": line.style.dash, "width": 2.5},
        marker={"symbol": line.style.marker, "size": 9, "color": line.style.colour},
        # A band has no width where there is one dot.
        error_y={
            "type": "data",
            "array": [high - mean for (_, high), mean in zip(ends, means, strict=True)],
            "arrayminus": [mean - low for (low, _), mean in zip(ends, means, strict=True)],
            "color": line.style.colour,
            "visible": len(line.dots) == 1,
        },
        customdata=[(html.escape(dot.about), _draws(dot)) for dot in line.dots],
        hovertemplate=(
            f"<b>%{{fullData.name}}</b><br>%{{x:,}} {noun}: <b>%{{y:.1%}}</b><br>%{{customdata[0]}}<br>"
            f"%{{customdata[1]}}<br><i>{PROTOCOL}</i><extra></extra>"
        ),
    )


def _draws(dot: Dot) -> str:
    """Of how many draws a dot is the mean, and how well it is known."""
    if dot.only_draw:
        return "all images are labelled: there is one draw only"
    if dot.row["draws"] < 2:
        return "a single draw of labels, so no interval"
    low, high = _ends(dot)
    spread = f"mean of {dot.row['draws']} draws of labels, spread ±{dot.row['accuracy_std']:.1%}"
    return f"{spread}<br>95 % interval {low:.1%} – {high:.1%}"
