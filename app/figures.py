"""Finished figures: rows of results → plotly Figure. Imports no streamlit, so that a script can draw them too."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from app.palette import CONTENDERS, LINES, Style, class_colour, transparent
from ssl_demo.evaluation.interval import half_width

PROTOCOL = "scored on the test split, which nothing was tuned on"


def label_curve_figure(
    rows: Iterable[Mapping[str, Any]],
    *,
    run_names: Mapping[str, str] | None = None,
    classes: int | None = None,
    protocol: str = PROTOCOL,
    protocols: Mapping[str, str] | None = None,
    guess: Mapping[int, float] | None = None,
    height: int = 460,
) -> go.Figure:
    """Test accuracy against labels per class, one line per contender and run, with the 95 % interval as a band.

    rows: contender, run (or None), labels_per_class, accuracy_mean and accuracy_std (over the draws, in 0 … 1), draws.
    `run_names` names the runs in the legend, `classes` draws the line of chance at 1 / classes, `protocol` ends the
    text on hover, and `protocols` adds each contender's own to it. `guess` is a curve that was drawn by hand.
    """
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        grouped.setdefault((str(row["contender"]), str(row.get("run") or "")), []).append(row)
    order = list(CONTENDERS)
    keys = sorted(grouped, key=lambda key: order.index(key[0]) if key[0] in order else len(order))
    figure = go.Figure()
    counts: dict[str, int] = {}
    for contender, run in keys:
        number = counts.setdefault(contender, 0)
        counts[contender] += 1
        several = sum(key[0] == contender for key in keys) > 1
        title = CONTENDERS[contender].title if contender in CONTENDERS else contender
        if run and several:
            title = f"{title}: {html.escape((run_names or {}).get(run, run))}"
        said = "<br>".join(filter(None, ((protocols or {}).get(contender), protocol)))
        _add_curve(figure, title, _style_of(contender, number), grouped[contender, run], said)
    places = sorted({int(row["labels_per_class"]) for group in grouped.values() for row in group})
    if guess:
        _add_guess(figure, guess)
    if classes:
        add_chance(figure, 1 / classes)
    figure.update_xaxes(type="log", title="labels per class", tickvals=places, ticktext=[f"{n:,}" for n in places])
    if len(places) > 1:
        figure.update_xaxes(range=[math.log10(places[0]) - 0.08, math.log10(places[-1]) + 0.08])
    figure.update_yaxes(title="test accuracy", tickformat=".0%", rangemode="tozero")
    return dressed(figure, height)


def interval(mean: float, std: float, draws: int) -> tuple[float, float]:
    """The 95 % interval of a mean of this many draws with this sample standard deviation (Student's t), in 0 … 1."""
    if draws < 2:
        return mean, mean
    half = half_width(std, draws)
    return max(0.0, mean - half), min(1.0, mean + half)


def bars_figure(
    values: Mapping[str, float],
    *,
    title: str = "",
    errors: Mapping[str, tuple[float, float]] | None = None,
    colours: Sequence[str] | None = None,
    percent: bool = True,
    height: int = 320,
) -> go.Figure:
    """Horizontal bars by name, the first on top, each with its number; `errors` are (low, high) ends of an interval."""
    names = list(values)
    numbers = [values[name] for name in names]
    spans = [(errors or {}).get(name, (value, value)) for name, value in values.items()]
    figure = go.Figure(
        go.Bar(
            x=numbers,
            y=names,
            orientation="h",
            marker={"color": list(colours or map(class_colour, range(len(names)))), "cornerradius": 4},
            error_x={
                "type": "data",
                "array": [high - value for (_, high), value in zip(spans, numbers, strict=True)],
                "arrayminus": [value - low for (low, _), value in zip(spans, numbers, strict=True)],
                "visible": bool(errors),
            },
            texttemplate="%{x:.1%}" if percent else "%{x:.3g}",
            textposition="inside" if errors else "auto",
            insidetextanchor="start" if errors else "end",
            hovertemplate="%{y}: %{x:.1%}<extra></extra>" if percent else "%{y}: %{x:.4g}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(title=title, tickformat=".0%" if percent else None, rangemode="tozero")
    return dressed(figure, height)


def dressed(figure: go.Figure, height: int) -> go.Figure:
    """The look of all figures: the theme's fonts and colours, no background, legend above."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 16, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hovermode="closest",
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "title": None},
    )
    grid = "rgba(128,128,128,0.22)"
    figure.update_xaxes(gridcolor=grid, zeroline=False, automargin=True)
    figure.update_yaxes(gridcolor=grid, zeroline=False, automargin=True)
    return figure


def add_band(
    figure: go.Figure, colour: str, x: Sequence[float], bands: Sequence[tuple[float, float]], group: str
) -> None:
    """A band from (low, high) to (low, high) in a line's colour. It comes and goes with the legend's group."""
    figure.add_scatter(
        x=[*x, *reversed(x)],
        y=[*(high for _, high in bands), *(low for low, _ in reversed(bands))],
        mode="lines",
        fill="toself",
        fillcolor=transparent(colour, 0.14),
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=group,
        name=group,
    )


def add_chance(figure: go.Figure, level: float, position: str = "bottom right") -> None:
    """The line of blind guessing, at 0 … 1."""
    style = CONTENDERS["chance"]
    figure.add_hline(
        y=level,
        line={"color": style.colour, "dash": style.dash, "width": 1.5},
        annotation={"text": f"chance, {level:.0%}", "font": {"color": style.colour}, "showarrow": False},
        annotation_position=position,
    )


def _style_of(contender: str, number: int) -> Style:
    """The contender's fixed style; its second and further runs keep colour and marker and change the dash."""
    style = CONTENDERS.get(contender, LINES[number % len(LINES)])
    dashes = [style.dash, *(line.dash for line in LINES if line.dash != style.dash)]
    return Style(style.title, style.colour, dashes[number % len(dashes)], style.marker)


def _add_curve(figure: go.Figure, title: str, style: Style, rows: Sequence[Mapping[str, Any]], protocol: str) -> None:
    rows = sorted(rows, key=lambda row: row["labels_per_class"])
    x = [row["labels_per_class"] for row in rows]
    bands = [interval(row["accuracy_mean"], row["accuracy_std"], row["draws"]) for row in rows]
    add_band(figure, style.colour, x, bands, title)
    figure.add_scatter(
        x=x,
        y=[row["accuracy_mean"] for row in rows],
        mode="lines+markers",
        name=title,
        legendgroup=title,
        line={"color": style.colour, "dash": style.dash, "width": 2.5},
        marker={"symbol": style.marker, "size": 9, "color": style.colour},
        customdata=[
            (row["draws"], row["accuracy_std"], low, high) for row, (low, high) in zip(rows, bands, strict=True)
        ],
        hovertemplate=(
            "<b>%{fullData.name}</b><br>%{x} labels per class: <b>%{y:.1%}</b><br>"
            "mean of %{customdata[0]} draws, spread ±%{customdata[1]:.1%}<br>"
            "95 % interval %{customdata[2]:.1%} – %{customdata[3]:.1%}<br>"
            f"<i>{'<br>'.join(map(html.escape, protocol.split('<br>')))}</i><extra></extra>"
        ),
    )


def _add_guess(figure: go.Figure, guess: Mapping[int, float]) -> None:
    figure.add_scatter(
        x=list(guess),
        y=list(guess.values()),
        mode="lines+markers",
        name="Your guess",
        line={"color": CONTENDERS["ssl"].colour, "dash": "dot", "width": 1.5},
        marker={"symbol": "circle-open", "size": 13, "color": CONTENDERS["ssl"].colour, "line": {"width": 2}},
        hovertemplate="<b>Your guess</b><br>%{x} labels per class: <b>%{y:.0%}</b><extra></extra>",
    )
