"""Which matrix is asked for, as widgets → Plan."""

from __future__ import annotations

import streamlit as st

from app.names import ENCODERS
from app.survived.form import offered, pick_recipe
from app.transfer.plan import Plan
from app.url import bound, brought_by_link
from app.words import plain
from ssl_demo.config import SubsetConfig, TransferConfig, knobs
from ssl_demo.data.registry import catalogue

USUAL_A, USUAL_B = "SimCLR", "Gentle"
MOST_VIEWS = 2_000_000
DETAILS = ("transfer_encoder", "transfer_views", "transfer_seeds")


def transfer_form() -> Plan:
    """Draw the widgets and return what they ask for."""
    data_column, left, right = st.columns(3, gap="large")
    entries = {entry.title: entry for entry in catalogue() if entry.present}
    with data_column, bound("transfer_dataset") as url:
        entry = entries[st.selectbox("Data set", list(entries), help=DATA_HELP, **url)]
    recipes = offered()
    with left:
        a = pick_recipe("A", "transfer_a", USUAL_A, recipes, RECIPE_HELP)
    with right:
        b = pick_recipe("B", "transfer_b", USUAL_B, recipes, RECIPE_HELP)
    with st.expander("Encoder, views and seeds", brought_by_link("transfer", DETAILS), icon=":material/tune:"):
        encoder, views, seeds = _details()
    data = SubsetConfig(entry.name, images=min(entry.train, SubsetConfig().images or entry.train))
    plan = Plan(TransferConfig(data=data, encoder=encoder, views=views, seeds=seeds), a, b)
    if changes := plan.changes():
        st.caption(f"What differs: {plain('; '.join(changes))}. All else is alike.")
    else:
        st.caption("A and B are the same recipe, so there is one self-supervised encoder. Choose another one for two.")
    return plan


DATA_HELP = "On Scenes everything is known: six tasks. Photographs come with a class only: four tasks."


RECIPE_HELP = (
    "How views are made for a self-supervised encoder. The presets, and the recipe made on Augmentations if it is none "
    "of them."
)


def _details() -> tuple[str, int, int]:
    known, usual = knobs(TransferConfig), TransferConfig()
    left, middle, right = st.columns(3, gap="large")
    of_encoder, of_views, of_seeds = DETAILS
    with left, bound(of_encoder) as url:
        encoder = st.selectbox("Encoder", known["encoder"].choices, format_func=_encoder_title, help=ALIKE, **url)
    with middle, bound(of_views, limits=f"It takes 256 to {MOST_VIEWS:,}.") as url:
        views = st.number_input("Views per encoder", 256, MOST_VIEWS, usual.views, 10_000, help=VIEWS_HELP, **url)
    with right, bound(of_seeds) as url:
        seeds = st.slider("Seeds", 1, int(known["seeds"].high or 1), usual.seeds, help=SEEDS_HELP, **url)
    return str(encoder), int(views), int(seeds)


ALIKE = "The network that is trained, the same for all."
VIEWS_HELP = "Images that each encoder sees in training; each view counts as one, so that none has had more compute."
SEEDS_HELP = "How often everything is trained anew, from other random weights. An interval needs at least two."


def _encoder_title(name: str) -> str:
    title = ENCODERS.get(name, name)
    return title[:1].upper() + title[1:]
