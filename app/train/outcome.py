"""How a run ended, in words, and where to go from there."""

from __future__ import annotations

import streamlit as st

from app.label_budget.jobs import at_work, start_curve
from app.label_budget.plan import plan_of, rows_now
from app.label_budget.quick import quick_link, quick_look
from app.names import duration, needs_labels
from app.runs.view import RunView
from app.words import plain


def show_outcome(view: RunView) -> None:
    """One box that says where a run that isn't active stands; for a finished one, with what to look at next."""
    status = view.status
    if status.state == "done":
        st.success(_summary(view), icon=":material/check_circle:")
        with st.container(horizontal=True, vertical_alignment="center", key="outcome"):
            _onwards(view)
    elif status.state == "failed":
        st.error(f"**This run failed.** {plain(status.reason)}", icon=":material/error:")
        if "last" in view.run.checkpoints():
            st.caption("Nothing is lost: Resume goes on from its last checkpoint.")
    elif not status.active:
        st.info(plain(status.reason) or "It is not training.", icon=":material/pause_circle:")


def _summary(view: RunView) -> str:
    figures = view.status.figures
    took = f"**Done in {duration(figures.get('seconds', view.seconds))}**"
    speed = f", at {figures['images_per_second']:,.0f} images per second" if "images_per_second" in figures else ""
    images = f"{view.config.data.images:,} images" if view.config.data.images else "all images"
    steps = f"{view.step:,} steps over {images}, {view.config.epochs or 0:.1f} times each"
    return f"{took}: {steps}{speed}. {_gain(view)}"


def _gain(view: RunView) -> str:
    figures = view.status.figures
    if not {"knn", "untrained_knn"} <= figures.keys():
        return ""
    before, after = figures["untrained_knn"], figures["knn"]
    verb = "rose" if after > before else "fell" if after < before else "stayed"
    labels = "" if needs_labels(view.config.method) else ", without a single label"
    end = labels if after > before else ": this one is worth a second look"
    return f"The kNN accuracy of its features {verb} from {before:.1%} to **{after:.1%}**{end}."


def _onwards(view: RunView) -> None:
    """One obvious way to the groups, one to what they save: to a run that learned without labels."""
    run_id = view.run.id
    if st.button("See the groups that formed", type="primary", icon=":material/bubble_chart:", key="see_groups"):
        st.switch_page("pages/embeddings.py", query_params={"run": run_id})
    if needs_labels(view.config.method):
        return
    if st.button("See how many labels it saves", icon=":material/stacked_line_chart:", key="see_savings", help=SAVES):
        quick = quick_look(run_id)
        if not at_work(quick) and plan_of(quick, rows_now(quick)).measurements:
            start_curve(quick)
        st.switch_page("pages/label_budget.py", query_params=quick_link(run_id))


SAVES = "Measures a first curve, in about half a minute, while you make your guess."
