"""What the gauges of collapse say, in words."""

from __future__ import annotations

import streamlit as st

from app.runs.view import RunView

ALARM = 0.1
"""A spread below this share of the untrained encoder's is called a collapse."""


def show_collapse(view: RunView) -> None:
    """What collapse is and would look like, and what the newest readings say about it."""
    st.caption(
        "**Collapse** is the failure that every self-supervised method has to prevent: the encoder gives all images "
        "the same features, so views of one image agree perfectly and nothing is learned. It would look like this: "
        "both gauges fall, the spread towards 0 and the rank towards 1, kNN accuracy drops to chance, and the map "
        "shrinks to a line or a dot."
    )
    newest, untrained = view.newest, view.untrained
    if newest is None or untrained is None:
        return
    now = (
        f"The spread is {newest['feature_std']:.2f} (untrained: {untrained['feature_std']:.2f}), "
        f"the effective rank {newest['effective_rank']:.0f} (untrained: {untrained['effective_rank']:.0f})."
    )
    if newest["feature_std"] < ALARM * untrained["feature_std"] or newest["effective_rank"] < 2:
        st.warning(f"**This looks like collapse.** {now}", icon=":material/warning:")
    else:
        st.caption(f"**No sign of it here.** {now}")
