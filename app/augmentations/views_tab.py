"""The lab's first tab: random views of an image, one of them step by step, and each operation alone."""

from __future__ import annotations

import streamlit as st
import torch

from app.augmentations.alone import operations
from app.augmentations.apart import take_apart
from app.augmentations.choose import Picked, pick_image, show_own
from app.augmentations.draws import Draw, drawn, new_draw
from app.augmentations.recipe import recipe_controls
from app.gallery import sheet
from app.state import recipe_name

LOOK_AT = {
    "SimCLR": "Find a view in which you can't tell the object any more: training asks for a match all the same. "
    "Colour seldom gives an image away here, since the hue turns and a fifth of the views are grey.",
    "Crop only": "Every view keeps its image's colours. An encoder can then match views by their colours alone, and "
    "never look at a shape: Chen et al. (2020, section 3.1) found that changing the colours closes this short cut.",
    "Crop and mirror": "Colours stay, place and size change. Methods that predict pixels are made for it: they need "
    "images whose colours are true.",
    "Colour only": "Everything stays in its place, so that comparing pixel with pixel, in grey, is nearly enough.",
    "Gentle": "All views are easy, and what is easy to match may teach little: compare a run with this recipe and one "
    "with SimCLR's.",
    "None": "Both views are the same picture. They match before the first step, so they give nothing to learn; "
    "train with it and watch the kNN accuracy stay near the untrained encoder's.",
    "Own recipe": "Ask of every view: what is left by which I know this image? The encoder will learn just that.",
}


def show_views() -> None:
    """Draw the whole tab."""
    pictures, settings = st.columns([7, 4], gap="large")
    with settings, st.container(border=True):
        st.subheader("Recipe", anchor=False)
        recipe = recipe_controls()
        st.caption("There is nothing to save: Train, and each run you start from now on, takes this recipe.")
    with pictures:
        picked = pick_image()
        if picked is None:
            return
        if picked.own:
            show_own(picked.own)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
            st.subheader("Two views that training compares", anchor=False, width="content")
            number = new_draw()
        draw = drawn(picked.pixels, recipe, number)
        _two(picked, draw)
        st.subheader("More views of the same image", anchor=False)
        numbers = [str(place + 1) for place in range(len(draw.said))]
        said = [f"view {place}: {words}" for place, words in zip(numbers, draw.said, strict=True)]
        sheet(draw.views[2:], alt=said[2:], captions=numbers[2:], width=64)
        st.caption(LOOK_AT[recipe_name(recipe)])
    st.subheader("One view, step by step", anchor=False)
    st.markdown(STEPS)
    take_apart(picked.pixels, recipe, draw)
    st.subheader("Each operation alone", anchor=False)
    st.caption(
        "The same image after each of them, without dice. Take one to see it weak and strong; the recipe above stays "
        "as it is."
    )
    operations(picked.pixels)


STEPS = (
    "A view is the work of up to ten operations, always in the same order; the dice say which of them act and how "
    "strongly. The draw above is frozen until you ask for a new one, so you can go through a view at leisure. Where "
    "does *your* eye lose the object?"
)


def _two(picked: Picked, draw: Draw) -> None:
    titles = [picked.title, f"View 1: {draw.said[0]}", f"View 2: {draw.said[1]}"]
    sheet(torch.cat([picked.pixels.float() / 255, draw.views[:2]]), alt=titles, captions=titles, columns=3)
    if picked.own is None:
        st.caption("The images of a data set come as 32 × 32 pixels, so you see all that the encoder sees.")
