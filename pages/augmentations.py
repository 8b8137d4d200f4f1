"""Augmentation lab: what a network gets to see of an image, and what it has to see through."""

from __future__ import annotations

import streamlit as st

from app.augmentations.choose import pick_data_set
from app.augmentations.encoder_tab import show_encoder
from app.augmentations.views_tab import show_views
from app.ending import ending
from app.glossary import explain
from app.pairs_game.tab import game_tab
from app.survived.tab import survived_tab
from app.tabs import lazy_tabs

TABS = {
    "Views": show_views,
    "What does the encoder think?": show_encoder,
    "Same or different?": lambda: game_tab(pick_data_set()),
    "What survives training?": survived_tab,
}

st.title("Augmentation lab", anchor=False)
st.markdown(
    "Nobody tells the encoder what matters in an image. Where a method compares views, the augmentations do: **what "
    "they change, it learns to ignore, at least in part; what they leave alone, it may use.** The recipe you make here "
    "is the one that Train uses, and the address bar carries it, with the image, to whom you send the link."
)
explain("view", "augmentation", "cosine similarity")

lazy_tabs(TABS, "lab")

ending(
    "Take all colour changes out of the recipe (the preset *Crop only*) and train. Does the new encoder still find an "
    "image again once its hue is turned?",
    "pages/methods.py",
    "Next: Methods, what the views are good for",
    ":material/account_tree:",
)
