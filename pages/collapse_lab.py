"""Collapse lab: what happens when a method learns nothing, and when it learns the wrong thing."""

from __future__ import annotations

import streamlit as st

from app.collapse.tab import show_break_it
from app.ending import ending
from app.glossary import explain
from app.shortcut.tab import show_shortcut
from app.tabs import lazy_tabs

TABS = {"Break it": show_break_it, "When it learns the wrong thing": show_shortcut}

st.title("Collapse lab", anchor=False)
st.markdown(
    "A falling loss is a promise, not a proof. Here it falls twice for nothing: once because a part of the method is "
    "missing, and once because the images hold an easier answer than the one we hoped for."
)
explain("collapse", "effective rank", "alignment", "uniformity", "stop-gradient")

lazy_tabs(TABS, "lab_tab")

ending(
    "Which part could a method do without? Take out the one that you hold to be harmless, with two different seeds, "
    "and see whether both runs agree.",
    "pages/runs.py",
    "Next: Runs, to compare and to share",
    ":material/folder_open:",
)
