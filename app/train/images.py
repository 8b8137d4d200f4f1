"""The settings of a run's images as widgets: which data set, which classes, how many."""

from __future__ import annotations

import streamlit as st

from app.url import bound
from ssl_demo.config import SubsetConfig
from ssl_demo.data.registry import Entry, catalogue

USUAL_IMAGES = 10_000


def choose_images() -> SubsetConfig:
    """Draw the widgets; the classes come in the data set's order."""
    entries = {entry.title: entry for entry in catalogue() if entry.present}
    with bound("dataset") as url:
        title = st.selectbox("Data set", list(entries), help="What the encoder looks at.", **url)
    entry = entries[title]
    st.caption(entry.about)
    with bound("classes") as url:
        classes = st.multiselect(
            "Classes", entry.classes, placeholder=f"all {len(entry.classes)} classes", help=CLASSES_HELP, **url
        )
    number = _number_of_images(entry, len(classes) or len(entry.classes))
    return SubsetConfig(entry.name, tuple(name for name in entry.classes if name in classes), number)


CLASSES_HELP = "Keep only these kinds of image. Self-supervised training never sees which image is of which class."


def _number_of_images(entry: Entry, classes: int) -> int:
    most = max(classes, entry.train * classes // max(1, len(entry.classes)))
    if st.session_state.get("images", 0) > most:
        st.session_state["images"] = most
    start = {} if "images" in st.session_state else {"value": min(USUAL_IMAGES, most)}
    with bound("images") as url:
        return st.number_input(
            "Training images",
            classes,
            most,
            step=500,
            help=f"Out of {most:,}, the same number per class.",
            **start,
            **url,
        )
