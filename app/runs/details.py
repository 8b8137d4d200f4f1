"""One run on the Runs page: its results and settings, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from app.backend import desk, store
from app.errors import shown
from app.frame import state_text
from app.names import duration, in_short
from app.runs.tables import settings
from app.runs.trash import delete
from app.words import plain
from ssl_demo.runs.exchange import export_run
from ssl_demo.runs.run import LONGEST_NAME, Run


def show_details(run: Run) -> None:
    """Name, state, results and settings. Raises UserError when the settings can't be read."""
    st.subheader(plain(run.name), anchor=False)
    status = run.status
    if run.problem:
        st.error(f"This run can't be read. {plain(run.problem)}", icon=":material/error:")
        return
    config = run.config
    st.caption(f"{plain(in_short(config))} · {state_text(status)}")
    if status.reason:
        st.caption(plain(status.reason))
    _results(run)
    with st.container(horizontal=True):
        for page, label, icon in PAGES:
            st.page_link(f"pages/{page}.py", label=label, icon=icon, query_params={"run": run.id})
    with st.expander("All settings", icon=":material/list:"):
        st.dataframe(settings(config))


PAGES = (
    ("train", "Its curves", ":material/model_training:"),
    ("embeddings", "Its features", ":material/bubble_chart:"),
    ("label_budget", "Its label budget", ":material/stacked_line_chart:"),
)


def _results(run: Run) -> None:
    figures = run.status.figures
    if not figures:
        st.caption("It has no final results yet; they are there once it is done.")
        return
    with st.container(horizontal=True):
        if {"knn", "untrained_knn"} <= figures.keys():
            gain = 100 * (figures["knn"] - figures["untrained_knn"])
            st.metric("kNN accuracy, untrained", f"{figures['untrained_knn']:.1%}")
            st.metric("kNN accuracy, trained", f"{figures['knn']:.1%}", f"{gain:+.1f} points")
        if "seconds" in figures:
            st.metric("Training took", duration(figures["seconds"]))
        if "images_per_second" in figures:
            st.metric("Images per second", f"{figures['images_per_second']:,.0f}")


def show_actions(run: Run) -> None:
    """Rename, export, delete. In a class only one's own."""
    own, may = desk().may_change(run), desk().may_change(run) or desk().shares(run)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Name",
            value=run.name,
            max_chars=LONGEST_NAME,
            key=f"name_{run.id}",
            on_change=_rename,
            args=(run.id,),
            disabled=not own,
            help="Leave it empty to get back the name that says when it was made.",
        )
        st.download_button(
            "Export",
            data=lambda: export_run(run),
            file_name=f"{run.id}.zip",
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            help="One zip file with settings, curves, snapshots and weights, for another computer or for keeps.",
        )
        running = run.status.state == "running"
        st.button(
            "Delete",
            icon=":material/delete:",
            key="delete",
            on_click=delete,
            args=(run.id,),
            disabled=running or not may,
            help=NOT_YOURS if not may else "Stop it first." if running else DELETED,
        )


NOT_YOURS = "It belongs to somebody else of the class."
DELETED = "It goes to the trash, where you can get it back."


def _rename(run_id: str) -> None:
    with shown():
        desk().rename(run_id, st.session_state[f"name_{run_id}"])
        st.session_state[f"name_{run_id}"] = store().get(run_id).name
