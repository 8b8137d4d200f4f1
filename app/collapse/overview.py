"""All methods, broken in every way, as the benchmark found them: for those who want to know which guess is right."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.collapse.benchmark import COMMAND, Outcome, Outcomes, measured, said
from app.collapse.words import TITLES
from app.errors import shown
from app.names import method_title


def show_overview() -> None:
    """Closed, and not even read, until it is asked for: it gives the answers away."""
    title = "Every method, broken in every way: what became of them"
    panel = st.expander(title, icon=":material/table:", key="lab_overview", on_change="rerun")
    if panel.open:
        with panel, shown():
            _show()


def _show() -> None:
    found = measured()
    if found is None:
        st.markdown(f"This has not been measured yet: `{COMMAND}` does it, in about half an hour.")
        return
    st.markdown("\n".join(f"- {sentence}" for sentence in said(found)))
    st.dataframe(table(found), hide_index=True, column_config=COLUMNS)
    st.caption(f"{found.protocol} Again: `{COMMAND}`.")


COLUMNS = {
    name: st.column_config.NumberColumn(format=form)
    for name, form in {
        "kNN": "%.1f %%",
        "kNN, healthy twin": "%.1f %%",
        "kNN, untrained": "%.1f %%",
        "Effective rank": "%.1f",
        "Spread": "%.2f",
        "Scatter, of before": "%.2f",
    }.items()
}


def table(found: Outcomes) -> pd.DataFrame:
    """One line for each sabotage, method by method, with its healthy twin's accuracy."""
    return pd.DataFrame([_line(run, found.healthy.get(run.method)) for run in found.broken])


def _line(run: Outcome, twin: Outcome | None) -> dict[str, object]:
    return {
        "Method": method_title(run.method),
        "What was done": run.done,
        "Verdict": TITLES[run.verdict],
        "kNN": 100 * run.knn[1],
        "kNN, healthy twin": 100 * twin.knn[1] if twin else None,
        "kNN, untrained": 100 * run.knn[0],
        "Effective rank": run.rank[1],
        "Spread": run.spread[1],
        "Scatter, of before": run.scatter[1] / run.scatter[0] if run.scatter[0] else None,
        "Loss": f"{run.loss[0]:.3g} → {run.loss[1]:.3g}",
    }
