"""The pooled result to take away: both figures as one picture, and the numbers as a table."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from app.board.pooling import Result
from app.export import image_buttons
from ssl_demo.classroom.pooled.table import as_csv, curve_table, neighbours_table


def show_export(picture: go.Figure, title: str, result: Result) -> None:
    """Buttons for CSV, PNG and SVG. title: of the picture, plain text."""
    curve, groups, kinds, names = result.curve, result.groups, result.kinds, result.names
    with st.container(horizontal=True, key="class_downloads"):
        st.download_button(
            "CSV",
            lambda: as_csv(
                [*curve_table(curve, kinds[result.kind], names), *neighbours_table(groups, kinds, names)]
            ).encode(),
            "class_result.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="Everybody's numbers, and the class's means with their intervals.",
        )
        image_buttons(picture, "class_result", key="class_pictures", title=title)
