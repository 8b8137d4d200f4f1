"""Runs: everything that was trained here, to keep, compare and share."""

from __future__ import annotations

import streamlit as st

from app.backend import store
from app.ending import ending
from app.errors import shown
from app.glossary import explain
from app.runs.compare import show_comparison
from app.runs.details import show_actions, show_details
from app.runs.importing import show_import
from app.runs.listing import show_runs
from app.runs.trash import offer_undo, show_trash
from app.state import current_run

st.title("Runs")
st.markdown(
    "A **run** is one training: its settings, its curves, and the weights it ended with. Every run stays here until "
    "you delete it, and the same settings with the same **seed** (the number that all chance is drawn from) give the "
    "same numbers on the same machine. So change one thing at a time, and compare."
)
explain("epoch", "step", "knn accuracy")
offer_undo()

runs, chosen = store().list(), current_run()
if chosen is None:
    st.info("There are no runs yet. Train a first one; it takes about a minute.", icon=":material/folder_open:")
    st.page_link("pages/train.py", label="Go to Train", icon=":material/model_training:")
else:
    show_runs(runs, chosen)
    st.caption(
        "**kNN** is the accuracy of nearest neighbours: how often do the images with the most similar features show "
        "the same class? Before the first step, and after the last. Click a row's circle to choose its run."
    )
    with shown():
        show_details(chosen)
    show_actions(chosen)
    st.subheader("Side by side", anchor=False)
    with shown():
        show_comparison(chosen, runs)

st.subheader("Bring in a run", anchor=False)
with shown():
    show_import()
show_trash()

ending(
    "How much of a difference is chance? Train the default run again with another seed, and set both side by side: "
    "differences between other runs have to be larger than that.",
    "pages/glossary.py",
    "Next: Glossary, the words of it all",
    ":material/menu_book:",
)
