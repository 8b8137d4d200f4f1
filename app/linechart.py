"""Line charts that grow while one watches. They change in place: no flicker, and a hover stays where it is."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.enlarge import TEXT, enlarged_options, taller
from app.large_type import large_type
from app.palette import LINES, Style

MOST_POINTS = 600
DASHES: dict[str, str | list[int]] = {
    "solid": "solid",
    "dash": [8, 4],
    "dashdot": [8, 3, 2, 3],
    "longdash": [14, 5],
    "longdashdot": [14, 4, 2, 4],
    "dot": [2, 3],
    "3px,3px": [3, 3],
    "12px,3px": [12, 3],
    "9px,2px,2px,2px,2px,2px": [9, 2, 2, 2, 2, 2],
}
MARKERS = {
    "circle": "circle",
    "square": "rect",
    "diamond": "diamond",
    "triangle-up": "triangle",
    "triangle-down": "path://M-9,-8L9,-8L0,9Z",
    "star": "path://M0,-10L3,-3L10,-3L4,1L6,9L0,4L-6,9L-4,1L-10,-3L-3,-3Z",
    "cross": "path://M-3,-9L3,-9L3,-3L9,-3L9,3L3,3L3,9L-3,9L-3,3L-9,3L-9,-3L-3,-3Z",
    "hexagon": "path://M-5,-9L5,-9L10,0L5,9L-5,9L-10,0Z",
    "x": "pin",
}

Points = Sequence[tuple[float, float]]


def live_lines(
    lines: Mapping[str, Points],
    key: str,
    *,
    x_title: str,
    y_title: str = "",
    styles: Mapping[str, Style] | None = None,
    y_range: tuple[float | None, float | None] = (None, None),
    x_range: tuple[float | None, float | None] = (None, None),
    log_y: bool = False,
    percent: bool = False,
    height: int = 260,
    alt: str = "",
) -> None:
    """Draw lines by their title, each a sequence of (x, y), and update them in place at the next call with this key.

    `styles` gives a line its fixed look (see `palette`). `percent` shows y of 0 … 1 as 0 … 100 %. Missing limits of a
    range follow the data. Set `x_range` to the whole run, so that a growing line moves towards a visible end.
    """
    options = line_options(
        lines,
        x_title=x_title,
        y_title=y_title,
        styles=styles or {},
        y_range=y_range,
        x_range=x_range,
        log_y=log_y,
        percent=percent,
    )
    show_lines(options, key, height=height, alt=alt or f"{', '.join(lines)} against {x_title}")


def show_lines(options: Mapping[str, Any], key: str, *, height: int, alt: str) -> None:
    """Draw the options that `line_options` made, large where the page is.

    alt: the chart in words, for those who can't see it; Streamlit's button that saves it as PNG is called after it.
    """
    if large_type():
        options, height = enlarged_options(options), taller(height)
    st.echarts_chart(dict(options), key=key, height=height, alt=alt)


def line_options(
    lines: Mapping[str, Points],
    *,
    x_title: str,
    y_title: str = "",
    styles: Mapping[str, Style] | None = None,
    y_range: tuple[float | None, float | None] = (None, None),
    x_range: tuple[float | None, float | None] = (None, None),
    log_y: bool = False,
    percent: bool = False,
) -> dict[str, Any]:
    """The same chart as plain echarts options."""
    scale = 100 if percent else 1
    unit = " %" if percent else ""
    series = []
    for number, (title, points) in enumerate(lines.items()):
        style = (styles or {}).get(title) or LINES[number % len(LINES)]
        few = len(points) <= 24
        series.append(
            {
                "name": title,
                "type": "line",
                "data": [[x, round(y * scale, 6)] for x, y in thinned(points)],
                "showSymbol": few,
                "symbol": MARKERS[style.marker],
                "symbolSize": 7,
                "lineStyle": {"width": 2, "type": DASHES[style.dash], "color": style.colour},
                "itemStyle": {"color": style.colour},
                "emphasis": {"disabled": True},
            }
        )
    low, high = (None if limit is None else limit * scale for limit in y_range)
    several = len(lines) > 1
    return {
        "animation": False,
        "grid": {"left": 8, "right": 20, "top": 8 + 22 * several, "bottom": 4},
        "legend": {
            "show": several,
            "type": "scroll",
            "top": 0,
            "right": 8,
            "itemWidth": 26,
            "itemHeight": 8,
            "textStyle": {"fontSize": TEXT},
        },
        "tooltip": {"trigger": "axis", "valueFormatter": f"%.4g{unit.replace('%', '%%')}", "confine": True},
        "xAxis": {
            "type": "value",
            "name": x_title,
            "nameLocation": "middle",
            "nameGap": 26,
            "min": _limit(x_range[0], "dataMin"),
            "max": _limit(x_range[1], "dataMax"),
            "nameTextStyle": {"fontSize": TEXT},
            "splitLine": {"show": False},
            "axisLabel": {"hideOverlap": True, "alignMaxLabel": "right", "fontSize": TEXT},
        },
        "yAxis": {
            "type": "log" if log_y else "value",
            "name": html.escape(y_title),
            "nameLocation": "end",
            "nameTextStyle": {"align": "left", "fontSize": TEXT},
            "scale": True,
            "min": low,
            "max": high,
            "axisLabel": {"formatter": f"{{value}}{unit}", "hideOverlap": True, "fontSize": TEXT},
        },
        "series": series,
    }


def thinned(points: Points, most: int = MOST_POINTS) -> list[tuple[float, float]]:
    """At most that many of the points, none of them changed: of each stretch its lowest and its highest.

    So a long curve travels quickly and still shows each spike. The first and the last point are always among them.
    """
    if len(points) <= most:
        return list(points)
    inner = range(1, len(points) - 1)
    stretches = most // 2 - 1
    kept = {0, len(points) - 1}
    for number in range(stretches):
        part = inner[number * len(inner) // stretches : (number + 1) * len(inner) // stretches]
        kept |= {min(part, key=lambda i: points[i][1]), max(part, key=lambda i: points[i][1])}
    return [points[i] for i in sorted(kept)]


def _limit(limit: float | None, otherwise: str) -> float | str:
    return otherwise if limit is None else limit
