"""The table of all runs, where a click on a row chooses the run that all pages look at."""

from __future__ import annotations

import streamlit as st

from app.runs.tables import table
from app.state import set_current_run
from ssl_demo.runs.run import Run

KEY = "runs_table"
ROW_PIXELS = 35
MOST_ROWS = 10


def show_runs(runs: list[Run], chosen: Run) -> None:
    """All runs, the newest first, the chosen one marked."""
    percent = {"format": "%.1f %%", "width": "small"}
    ids = [run.id for run in runs]
    st.dataframe(
        table(runs),
        key=f"{KEY}_{chosen.id}",
        hide_index=True,
        placeholder="–",
        height=ROW_PIXELS * (min(len(runs), MOST_ROWS) + 1) + 3,
        on_select=lambda: _choose(f"{KEY}_{chosen.id}", ids),
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [ids.index(chosen.id)], "columns": [], "cells": []}},
        column_config={
            "Name": st.column_config.TextColumn(width="medium", pinned=True),
            "Images": st.column_config.NumberColumn(format="localized", width="small"),
            "Epochs": st.column_config.NumberColumn(format="%.1f", width="small"),
            "Seconds": st.column_config.NumberColumn(format="%.0f", width="small", help="Of training alone."),
            "kNN before": st.column_config.NumberColumn(**percent, help="Before the first step."),
            "kNN after": st.column_config.NumberColumn(**percent, help="After the last step."),
            "Made": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
        },
    )


def _choose(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        set_current_run(ids[rows[0]])
