"""Augmentations: what a network gets to see of an image, and what it has to see through."""

import streamlit as st
import torch

from app.augmentations.parts import new_draw, operations, pick_image, recipe_controls
from app.errors import shown
from app.gallery import sheet
from app.state import recipe_name
from ssl_demo.augment.parameters import describe
from ssl_demo.augment.views import make_view_with_parameters
from ssl_demo.randomness import generator

VIEWS = 2 + 36
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

st.title("Augmentations", anchor=False)
st.markdown(
    "Nobody tells the encoder what matters in an image. The augmentations do: **whatever they change, it learns to "
    "ignore; whatever they leave alone, it may use.** The recipe you make here is the one that Train uses, and the "
    "address bar carries it, with the image, to whom you send the link."
)

with shown():
    pictures, settings = st.columns([7, 4], gap="large")
    with settings, st.container(border=True):
        st.subheader("Recipe", anchor=False)
        recipe = recipe_controls()
        st.caption("There is nothing to save: Train, and each run you start from now on, takes this recipe.")

    with pictures:
        images, number = pick_image()
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
            st.subheader("Two views that training compares", anchor=False, width="content")
            draw = new_draw()
        image = images.pixels[number : number + 1]
        views, made = make_view_with_parameters(image.expand(VIEWS, -1, -1, -1), recipe, generator(draw, "page"))
        said = [", ".join(describe(made, i)) or "as it is" for i in range(VIEWS)]
        name = images.classes[images.labels[number]].replace("_", " ")
        sheet(
            torch.cat([image.float() / 255, views[:2]]),
            alt=[f"image {number}, {name}", f"first view: {said[0]}", f"second view: {said[1]}"],
            captions=[f"The image: {name}", f"First view: {said[0]}", f"Second view: {said[1]}"],
            columns=3,
        )

        st.subheader("More views of the same image", anchor=False)
        sheet(views[2:], alt=said[2:], width=84)
        st.caption(LOOK_AT[recipe_name(recipe)])

    st.subheader("Each operation alone", anchor=False)
    st.caption(
        "The same image after each of them, without dice. Take one to see it weak and strong; the recipe above stays "
        "as it is."
    )
    operations(image)
