"""How each page ends: one question to try, and one link onwards."""

from __future__ import annotations

import streamlit as st


def ending(question: str, page: str, label: str, icon: str | None = None) -> None:
    """A quiet box with a question that an experiment in the app can answer, and the link to the next page.

    question: Markdown. page: as for st.page_link, "pages/train.py". label and icon: of the link.
    """
    with st.container(border=True, key="ending"):
        st.markdown(f"**One question to try.** {question}")
        st.page_link(page, label=label, icon=icon or ":material/arrow_forward:")
