"""Explanations that open where a term first appears."""

from __future__ import annotations

import streamlit as st

from app.glossary.terms import TERMS


def explain(*names: str) -> None:
    """Draw a compact row of questions ("What is a projector?"), each of which opens its answer.

    names: keys of `TERMS`, such as "linear probe". Raises KeyError for one that isn't there.
    """
    terms = [TERMS[name] for name in names]
    with st.container(horizontal=True, gap="xsmall"):
        for term in terms:
            with st.popover(term.question, type="tertiary", icon=":material/help:"):
                st.markdown(term.text)
                st.page_link("pages/glossary.py", label="All terms", icon=":material/menu_book:")
