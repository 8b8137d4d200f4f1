"""Train: an encoder learns, live."""

from __future__ import annotations

import streamlit as st

from app.ending import ending
from app.errors import shown
from app.glossary import explain
from app.names import in_short
from app.state import current_run
from app.train.budget import in_words
from app.train.controls import start_run
from app.train.expectations import show_expectations
from app.train.form import form_panel, train_form
from app.train.watching import watch
from app.words import plain

st.title("Train")
st.markdown(
    "An **encoder** is a network that turns an image into a list of numbers, its **features**. Here one learns to do "
    "so without being told what is in any image. It gets a task that needs no labels, such as to find out which random "
    "**views** (crops, other colours) are of the same image. Watch whether images of one kind become neighbours all "
    "the same."
)

explain("encoder", "features", "view", "loss", "knn accuracy", "epoch")

run = current_run()

config = None
with form_panel(run) as unfolded, shown():
    if unfolded:
        config = train_form()

if config:
    with st.container(horizontal=True, vertical_alignment="center", key="start"):
        st.button(
            "Train", type="primary", icon=":material/play_arrow:", on_click=start_run, args=(config,), key="train"
        )
        st.caption(f"**{plain(in_short(config))}.** {in_words(config)}", width="stretch")

if run is None:
    show_expectations()
else:
    with shown():
        watch(run)

ending(
    "Does the encoder need colours to change? Choose the recipe *Crop only*, train for a minute, and compare the kNN "
    "accuracy with that of the default run.",
    "pages/embeddings.py",
    "Next: Embeddings, what it has learned",
    ":material/bubble_chart:",
)
