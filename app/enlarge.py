"""Charts for the back of a room: larger letters, thicker lines. Knows no Streamlit; see `large_type` for when."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

TEXT = 13
"""Pixels of a chart's letters in the usual mode."""
FACTOR = 1.5
"""How much larger a chart's letters and lines are for a projector."""
LINE = 2
"""Pixels of a shape's line and of an error bar that says nothing of its own (plotly's default)."""


def taller(height: int, factor: float = FACTOR) -> int:
    """The height in pixels of a chart that was so high: room for the letters, and still on one screen."""
    return round(height * (1 + factor) / 2)


def enlarged_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a line chart (see `linechart`) with larger letters, thicker lines and larger symbols."""
    larger = copy.deepcopy(dict(options))
    size = round(TEXT * FACTOR)
    larger["legend"]["textStyle"]["fontSize"] = size
    larger["grid"]["top"] = round(larger["grid"]["top"] * FACTOR)
    for axis in (larger["xAxis"], larger["yAxis"]):
        axis["axisLabel"]["fontSize"] = axis["nameTextStyle"]["fontSize"] = size
    larger["xAxis"]["nameGap"] = round(larger["xAxis"]["nameGap"] * FACTOR)
    for series in larger["series"]:
        series["lineStyle"]["width"] *= FACTOR
        series["symbolSize"] = round(series["symbolSize"] * FACTOR)
    return larger


def sized_figure(figure: go.Figure, factor: float = 1.0) -> go.Figure:
    """A figure with letters of the usual size times the factor, and with lines, marks and error bars to go with them.

    An annotation that has a size of its own grows from that.
    """
    larger = copy.deepcopy(figure)
    size = round(TEXT * factor)
    larger.update_layout(font_size=size, legend_font_size=size, hoverlabel_font_size=size)
    for update in (larger.update_xaxes, larger.update_yaxes):
        update(tickfont_size=size, title_font_size=size)
    for annotation in larger.layout.annotations:
        annotation.font.size = round((annotation.font.size or TEXT) * factor)
    for shape in larger.layout.shapes:
        shape.line.width = factor * (LINE if shape.line.width is None else shape.line.width)
    if larger.layout.height:
        larger.update_layout(height=taller(larger.layout.height, factor))
    for trace in larger.data:
        for bars in ("error_x", "error_y"):
            if bars in trace and trace[bars].array is not None:
                trace[bars].thickness = factor * (LINE if trace[bars].thickness is None else trace[bars].thickness)
        for part, name in (("line", "width"), ("marker", "size")):
            if part in trace and name in trace[part] and isinstance(trace[part][name], int | float):
                trace[part][name] *= factor
    return larger
