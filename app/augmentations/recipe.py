"""Making a recipe: its presets and a slider for each of its settings."""

from __future__ import annotations

import dataclasses

import streamlit as st

from app.controls import dataclass_controls
from app.state import current_recipe, recipe_name, set_current_recipe
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe

GROUPS = {
    "Place": ("crop_min", "flip", "cutout"),
    "Colour": ("jitter", "brightness", "contrast", "saturation", "hue", "greyscale"),
    "Detail": ("blur", "blur_sigma", "solarise"),
}
TITLES = {
    "crop_min": "Smallest crop, share of the area",
    "flip": "Mirror, chance",
    "cutout": "Cutout, share of the side",
    "jitter": "Colour change, chance",
    "brightness": "Brightness, ±",
    "contrast": "Contrast, ±",
    "saturation": "Saturation, ±",
    "hue": "Hue, ± turns",
    "greyscale": "Greyscale, chance",
    "blur": "Blur, chance",
    "blur_sigma": "Blur, largest width in pixels",
    "solarise": "Solarise, chance",
}


def recipe_controls() -> Recipe:
    """The presets and a slider for each setting; what they make becomes the recipe of all pages."""
    recipe = current_recipe()
    presets, groups = st.container(), st.tabs(list(GROUPS), key="recipe_group", on_change="rerun")
    for group, names in zip(groups, GROUPS.values(), strict=True):
        if group.open:
            with group:
                recipe = dataclass_controls(recipe, prefix="recipe_", names=names, titles=TITLES, url=False)
    set_current_recipe(recipe)
    with presets:
        name = recipe_name(recipe)
        st.session_state["preset"] = name if name in PRESETS else None
        st.pills("Presets", list(PRESETS), key="preset", on_change=_take_preset)
    return recipe


def _take_preset() -> None:
    if preset := PRESETS.get(st.session_state["preset"]):
        set_current_recipe(preset)
        for field in dataclasses.fields(Recipe):
            st.session_state[f"recipe_{field.name}"] = getattr(preset, field.name)
