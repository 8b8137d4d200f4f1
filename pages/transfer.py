"""One task or all? What a network trained for one task is worth for others, and which encoder one would keep."""

from __future__ import annotations

import streamlit as st

from app.ending import ending
from app.glossary import explain
from app.tabs import lazy_tabs
from app.transfer.surface_tab import surface_tab
from app.transfer.tab import matrix_tab

TABS = {"Transfer matrix": matrix_tab, "Shape or surface?": surface_tab}

st.title("One task or all?", anchor=False)
st.markdown(
    "A network that is trained **with labels for one task** keeps what that task needs. Is it good for another task as "
    "well, or has it thrown away what only the others need? And if you could keep a **single encoder for all tasks**, "
    "which one would it be?"
)
explain("specialist", "transfer", "task-agnostic", "linear probe", "iou", "relative error", "cue conflict")

lazy_tabs(TABS, "transfer")

ending(
    "Make a recipe that never changes colours (the preset *Crop and mirror*) and take it as B. Does its encoder tell "
    "the paint of a toy better than A's, and what does it pay for that in the class?",
    "pages/augmentations.py",
    "Next: Augmentations, what views change",
    ":material/auto_fix_high:",
)
