"""Glossary: what do the words mean, and where can each be seen?"""

from __future__ import annotations

import streamlit as st

from app.ending import ending
from app.glossary.terms import TERMS, Term, found
from app.url import bound

COLUMNS = 2

st.title("Glossary", anchor=False)
st.markdown(
    "The words of this app, each in a sentence or two, and the page where you can see what it means. They are the "
    "field's own words: you will meet them in papers and in code."
)


def show(term: Term) -> None:
    """One term, its meaning and where it can be seen."""
    with st.container(border=True, height="stretch"):
        st.markdown(f"##### {term.title}")
        st.markdown(term.text)
        st.page_link(f"pages/{term.page}.py", icon=":material/visibility:")


with bound("q") as url:
    asked = st.text_input("Search", placeholder="projector, map, labels …", icon=":material/search:", live=True, **url)
terms = list(found(asked or "").values())
st.caption(f"{len(terms)} of {len(TERMS)} terms" if asked else f"{len(TERMS)} terms")
if not terms:
    st.info("No term or explanation holds these words. Try a shorter one.", icon=":material/search_off:")
for row in range(0, len(terms), COLUMNS):
    for column, term in zip(st.columns(COLUMNS), terms[row : row + COLUMNS], strict=False):
        with column:
            show(term)

ending(
    "Take a term that you have only read about, and make it visible: which page shows it, and which of its settings "
    "changes it?",
    "pages/workshop.py",
    "Next: Workshop, learning together",
    ":material/school:",
)
