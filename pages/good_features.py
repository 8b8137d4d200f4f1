"""Good features: what tells one point from all others, and still knows it when it looks different?"""

from __future__ import annotations

import streamlit as st

from app.ending import ending
from app.glossary import explain
from app.matching.tab import matching_tab
from app.pyramid.tab import pyramid_tab
from app.tabs import lazy_tabs

TABS = {"Match two pictures": matching_tab, "Feature pyramid": pyramid_tab}

st.title("Good features", anchor=False)
st.markdown(
    "A **feature** is a number, or a list of numbers, that describes what is seen at some place of an image. Some were "
    "made by hand, some are learned with labels, some without. What makes one better than another?"
)

explain("features", "keypoint", "descriptor", "feature pyramid", "receptive field")

lazy_tabs(TABS, "good")

ending(
    "Blur the twin by 3 pixels and nothing else. Which features lose most? Now train with a recipe that blurs its "
    "views (on *Augmentations*) and look again: has the new encoder learned to overlook a blur?",
    "pages/transfer.py",
    "Next: One task or all?",
    ":material/compare_arrows:",
)
