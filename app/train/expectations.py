"""What a training will show, told before it shows it."""

from __future__ import annotations

import streamlit as st


def show_expectations() -> None:
    """What to watch, in the order in which it appears."""
    st.markdown(
        "##### What will happen\n"
        "1. Within seconds the first **loss** is on screen: one number for how wrong the encoder still is. It falls, "
        "in jumps, because every step sees other images.\n"
        "2. Every now and then the features are looked at: do an image's nearest neighbours show the same kind of "
        "thing (**kNN accuracy**), and do different images still get different features, or have they **collapsed**?\n"
        "3. A map of the features draws itself anew, and with luck its colours part into clusters. The colours are the "
        "classes, painted on for our eyes: a self-supervised training never sees them.\n"
        "4. The run goes on if you leave or reload this page, and stays on this machine until you delete it."
    )
