"""The augmentation recipe of a run: which one, and what it does in one line of words."""

from __future__ import annotations

import streamlit as st

from app.share.held import locked
from app.state import current_recipe, recipe_name, set_current_recipe
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe
from ssl_demo.methods import Method, usual_config


def recipe_in_words(recipe: Recipe) -> str:
    """What the recipe does to an image, without what it leaves alone: "crops down to 20 % of the area, mirror …"."""
    parts = [
        (recipe.crop_min < 1, f"crops down to {recipe.crop_min:.0%} of the area"),
        (recipe.flip > 0, f"mirrored {recipe.flip:.0%} of the time"),
        (recipe.jitter > 0, f"colours changed {recipe.jitter:.0%} of the time"),
        (recipe.greyscale > 0, f"grey {recipe.greyscale:.0%} of the time"),
        (recipe.blur > 0, f"blurred {recipe.blur:.0%} of the time"),
        (recipe.solarise > 0, f"solarised {recipe.solarise:.0%} of the time"),
        (recipe.cutout > 0, f"a square of {recipe.cutout:.0%} of the side cut out"),
    ]
    return ", ".join(text for used, text in parts if used) or "nothing: every view is the image itself"


def choose_recipe(method: type[Method]) -> Recipe:
    """The recipe of all pages. A method that is made for another one brings it, unless one was chosen on purpose."""
    usual = usual_config(method.name).recipe
    _follow(method, usual)
    recipe = current_recipe()
    name = recipe_name(recipe)
    st.session_state["train_recipe"] = name
    own = [name] if name not in PRESETS else []
    st.selectbox(
        "Augmentation recipe",
        [*own, *PRESETS],
        key="train_recipe",
        on_change=_take_preset,
        args=(usual,),
        help=RECIPE_HELP,
        disabled=locked("recipe"),
    )
    st.caption(f"Each view: {recipe_in_words(recipe)}.")
    if recipe != usual:
        st.caption(f"{method.title} is made for the recipe {recipe_name(usual)}.")
    st.page_link("pages/augmentations.py", label="Look at it and change it", icon=":material/auto_fix_high:")
    return recipe


RECIPE_HELP = "How an image is changed at random to make a view of it. Training makes new views in every step."


def _follow(method: type[Method], usual: Recipe) -> None:
    before = st.session_state.get("recipe_follows")
    if before == method.name:
        return
    untouched = usual_config(before).recipe == current_recipe() if before else "recipe" not in st.query_params
    st.session_state["recipe_follows"] = method.name
    if untouched:
        set_current_recipe(usual)


def _take_preset(usual: Recipe) -> None:
    if preset := PRESETS.get(st.session_state["train_recipe"]):
        set_current_recipe(preset, usual)
