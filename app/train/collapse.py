"""What the gauges of collapse say, in words."""

from __future__ import annotations

import streamlit as st

from app.collapse.gauges import diagnosis
from app.collapse.words import in_words
from app.runs.view import RunView
from ssl_demo.evaluation.verdict import Verdict


def show_collapse(view: RunView) -> None:
    """What collapse is and would look like, and what the newest readings say about it."""
    st.caption(
        "**Collapse** is the failure that every self-supervised method has to prevent: the encoder gives all images "
        "the same features, so views of one image agree perfectly and nothing is learned. It would look like this: "
        "both gauges fall, the spread towards 0 and the rank towards 1, kNN accuracy drops to chance, and the map "
        "shrinks to a line or a dot."
    )
    found = view.once("diagnosis", lambda: diagnosis(view))
    if found is None:
        return
    if found.verdict is Verdict.HEALTHY:
        st.caption(f"**No sign of it here.** {in_words(found)}")
    else:
        told = "This training has diverged" if found.verdict is Verdict.DIVERGED else "This looks like collapse"
        st.warning(f"**{told}.** {in_words(found)}", icon=":material/warning:")
