"""Label budget: how many labels does it take, and what does learning without them save?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.ending import ending
from app.frame import run_title
from app.glossary import explain
from app.label_budget.plan import curve_runs
from app.label_budget.tab import show_label_budget
from app.scaling.tab import show_scaling
from app.state import current_run
from app.tabs import lazy_tabs
from app.words import plain
from app.wrong_labels.tab import show_wrong_labels

TABS = {
    "Label budget": show_label_budget,
    "Wrong labels": show_wrong_labels,
    "More data, bigger models": show_scaling,
}

st.title("Label budget")
st.markdown(
    "Labels cost people's time; images alone are cheap. So suppose that of all the images only a few in each class "
    "have a label. Which way of using them gives the best accuracy on images that nobody has seen yet?"
)
explain("label budget", "linear probe", "fine-tuning", "supervised")


def empty() -> None:
    """What will be seen here, and how to get there."""
    st.info("There is no finished run yet whose encoder could be probed.", icon=":material/stacked_line_chart:")
    run = current_run()
    if run and run.status.active:
        st.caption(f"{plain(run_title(run))} is {run.status.state}; it will be offered here as soon as it is done.")
    st.markdown(
        "Once a run is finished, you will see one curve for each contender: accuracy against the number of labels, "
        "from 1 per class to all. Make a guess before you look: at how many labels does training from scratch overtake?"
    )
    st.page_link("pages/train.py", label="Train an encoder", icon=":material/model_training:")


runs = curve_runs()
if not runs:
    empty()
else:
    lazy_tabs({title: partial(show, runs) for title, show in TABS.items()}, "tab")

ending(
    "When a fifth of the labels is wrong, who loses more: the probe on features learned without labels, or the network "
    "trained from scratch? The tab *Wrong labels* measures it.",
    "pages/collapse_lab.py",
    "Next: Collapse lab, how it breaks",
    ":material/heart_broken:",
)
