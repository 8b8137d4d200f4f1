"""The short way to the first surprise: what one sees when, and where."""

from __future__ import annotations

import streamlit as st

STEPS = (
    (
        "train",
        "Watch it learn",
        "The loss falls, and nobody tells the encoder what is in an image. About a minute.",
        ":material/model_training:",
    ),
    (
        "embeddings",
        "See groups form",
        "A map of a thousand images, from a jumble to groups. Nobody named the toys: do they become kinds of toys?",
        ":material/bubble_chart:",
    ),
    (
        "label_budget",
        "Count the labels it saves",
        "With a few labels, its features against the same network trained on those labels alone. Guess first.",
        ":material/stacked_line_chart:",
    ),
)


def show_path() -> None:
    """Three steps side by side, each with its page."""
    for number, (column, (page, title, text, icon)) in enumerate(zip(st.columns(3), STEPS, strict=True), 1):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"##### {number}. {title}")
            st.markdown(text)
            st.page_link(f"pages/{page}.py", icon=icon)
