"""How often labels are wrong in data that everybody uses."""

from __future__ import annotations

import streamlit as st

from app.findings import percent
from ssl_demo.evaluation.known_errors import KNOWN_ERRORS

WHY = (
    "Labels are given by people, in a hurry, by the thousand. Some are wrong, and more of them than one would think, "
    "even in the test sets by which methods are compared all over the world."
)
SOURCE = (
    "Northcutt, Athalye & Mueller 2021, “Pervasive Label Errors in Test Sets Destabilize Machine Learning Benchmarks”, "
    "Table 1. A search like the one below pointed images out, and five people looked at each; a label counts as wrong "
    "if fewer than three of them stood by it. Nobody looked at the other images, so there may be more."
)


def show_known_errors() -> None:
    """The figures of the paper, as a small table with its source."""
    said, figures = st.columns([3, 2], gap="large")
    said.markdown(WHY)
    said.caption(SOURCE)
    lines = [
        f"| {known.dataset} | {known.errors:,} of {known.images:,} | {percent(known.errors / known.images, 2)} |"
        for known in KNOWN_ERRORS
    ]
    figures.markdown("\n".join(("| Images | Wrong labels found | Share |", "|---|---:|---:|", *lines)))
