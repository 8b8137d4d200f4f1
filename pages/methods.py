"""Methods: which tasks teach an encoder to see, and what each of them is, from the idea to the code."""

from __future__ import annotations

import streamlit as st

from app.ending import ending
from app.glossary import explain
from app.methods.card import show_card
from app.methods.choice import choose_pair
from app.methods.compare import rows_of, shared_lines, two_files_html, without_card
from app.methods.league import show_league
from app.methods.tree import family_tree
from app.source import file_of
from app.tabs import lazy_tabs
from ssl_demo.methods import Method

METHOD, TAB, LEFT, RIGHT = "method", "methods_tab", "method_left", "method_right"

st.title("Methods", anchor=False)
st.markdown(
    "Without labels, somebody still has to set the encoder a task: one whose answer is known for free, and that can't "
    "be solved without looking closely. Every way to learn here is such a task, and **every one is a single file** of "
    "this project: what you read below is taken from it, and so is what trains."
)
explain("pretext task", "projector", "negative", "temperature", "momentum encoder")


def one_method() -> None:
    """The tree, and the card of its chosen leaf."""
    tree, card = st.container(), st.container(key="method_card")
    with card:
        method = show_card(METHOD, compare)
    with tree:
        family_tree(method, choose_key=METHOD)


def compare(method: type[Method]) -> None:
    """Turn to the other tab, with this method's file on the left."""
    if LEFT not in st.session_state:
        st.query_params[LEFT] = method.title  # Streamlit writes what code chooses only for widgets drawn before
    st.session_state[LEFT], st.session_state[TAB] = method.title, list(TABS)[1]


def side_by_side() -> None:
    """Two methods' files, equal lines beside each other."""
    left, right = choose_pair(LEFT, RIGHT)
    whole = st.toggle("With the card that this page is made of", key="method_cards", help=CARD_HELP)
    files = [file_of(method) for method in (left, right)]
    texts = [file.text if whole else without_card(file.text) for file in files]
    rows = rows_of(*texts)
    lines = [sum(bool(line.strip()) for line in text.splitlines()) for text in texts]
    st.caption(
        f"{left.title} takes {lines[0]} lines and {right.title} {lines[1]}; {shared_lines(rows)} of them are the same, "
        "and quiet here. What only one of them has is coloured."
    )
    st.html(two_files_html(rows, tuple(f"{m.title}: {f.file}" for m, f in zip((left, right), files, strict=True))))


CARD_HELP = "Each file ends with a card: its equation in LaTeX, its paper, when it fails. The rest is what trains."

TABS = {"One method": one_method, "Two, side by side": side_by_side, "All, measured": show_league}
lazy_tabs(TABS, TAB)

ending(
    "Which method will learn most in one minute, on this machine? Guess, train it, and look at the tab *All, measured* "
    "for how it stands beside the others.",
    "pages/train.py",
    "Next: Train, live",
    ":material/model_training:",
)
