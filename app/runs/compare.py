"""Two runs side by side: the settings in which they differ, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.backend import store
from app.runs.tables import comparison
from app.url import from_url, to_url
from app.words import plain
from ssl_demo.runs.run import Run

if TYPE_CHECKING:
    import pandas as pd


def show_comparison(run: Run, others: list[Run]) -> None:
    """Choose another run and compare. Raises UserError when one of the two can't be read."""
    names = {other.id: other.name for other in others if other.id != run.id}
    if not names:
        st.caption("There is nothing to compare with yet: train a second run with one setting changed.")
        return
    asked = from_url("with", None, lambda run_id: store().get(run_id).id)
    ids = list(names)
    other_id = st.selectbox(
        f"Compare “{plain(run.name)}” with",
        ids,
        index=ids.index(asked) if asked in names else None,
        format_func=lambda run_id: names.get(run_id, run_id),
        placeholder="another run",
        key=f"compare_{run.id}",
    )
    to_url("with", other_id)
    if other_id is None:
        return
    settings, results = comparison(run, store().get(other_id))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Settings that differ**")
        if settings.empty:
            st.caption("None: the two asked for the same, so equal numbers are what to expect on one machine.")
        else:
            _show(settings)
    with right:
        st.markdown("**Results**")
        _show(results)
    if len(settings) > 1:
        st.caption("More than one setting differs, so the results can't tell which of them made the difference.")


def _show(rows: pd.DataFrame) -> None:
    # A table's cells and titles are read as Markdown, and names may hold its signs.
    st.table(rows.map(plain).rename(columns=plain))
