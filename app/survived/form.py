"""Which recipes are compared, on which images and for how long, as widgets → Plan."""

from __future__ import annotations

import streamlit as st

from app.state import current_recipe, recipe_name
from app.survived.plan import Named, Plan
from app.train.short_budget import names_of, short_budget
from app.url import bound, brought_by_link
from app.words import plain
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import RunConfig

USUAL_A, USUAL_B = "Crop and mirror", "SimCLR"


def survived_form() -> Plan:
    """Draw the widgets and return what they ask for."""
    recipes = offered()
    left, right = st.columns(2, gap="large")
    with left:
        a = pick_recipe("A", "survived_a", USUAL_A, recipes, HELP)
    with right:
        b = pick_recipe("B", "survived_b", USUAL_B, recipes, HELP)
    brought = brought_by_link("survived", names_of("survived"))
    with st.expander("Images, time and seed", brought, icon=":material/tune:"):
        data, seconds, seed = short_budget("survived")
    plan = Plan(RunConfig(data=data, seconds=seconds, seed=seed), a, b)
    if changes := plan.changes():
        st.caption(f"What differs: {plain('; '.join(changes))}. All else is alike, down to the seed.")
    return plan


def offered() -> dict[str, Named]:
    """The presets by name and, where it is none of them, the recipe made on this page."""
    own = current_recipe()
    recipes = {name: Named(name, recipe) for name, recipe in PRESETS.items()}
    return recipes | {recipe_name(own): Named(recipe_name(own), own)}


def pick_recipe(side: str, key: str, usual: str, recipes: dict[str, Named], help: str) -> Named:
    """Draw the picker of a side's recipe; the URL carries its name under `key` while it isn't the usual one."""
    if st.session_state.get(key, usual) not in recipes:
        st.session_state[key] = usual  # it was one's own, and that has become a preset since
    with bound(key) as url:
        return recipes[st.selectbox(f"Recipe {side}", list(recipes), list(recipes).index(usual), help=help, **url)]


HELP = "The presets, and the recipe made on this page if it is none of them."
