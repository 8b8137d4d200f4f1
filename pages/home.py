"""Home: what self-supervised learning is, what there is to learn from, and one button to start."""

import streamlit as st

from app.ending import ending
from app.errors import shown
from app.glossary import explain
from app.home.datasets import card, upload_form
from app.home.path import show_path
from app.home.picture import ssl_picture
from app.state import current_run
from app.train.controls import launch
from ssl_demo.augment.views import make_views
from ssl_demo.config import Recipe, RunConfig
from ssl_demo.data.registry import catalogue
from ssl_demo.data.scenes import generate
from ssl_demo.randomness import generator

TRAIN_PAGE = "pages/train.py"

left, right = st.columns([6, 7], gap="large", vertical_alignment="center")

with left:
    st.title("See self-supervised learning happen", anchor=False)
    st.markdown(
        """
A network usually learns to see from images that people have labelled. **Self-supervised learning** does without:

1. Make two random **views** of every image: another crop, other colours.
2. Train an **encoder** to put views of one image close together, and views of other images apart.
3. To do that for thousands of images, it has to find out what stays the same, and that is often the object itself.

So images that are alike become neighbours, and a handful of labels is enough to name such groups. Check it here, live,
on the processor of this machine.
"""
    )
    with shown():
        if st.button("Train on Scenes for one minute", type="primary", icon=":material/play_arrow:"):
            launch(RunConfig())
            st.switch_page(TRAIN_PAGE)
    st.caption("Starts the default run, SimCLR with the encoder S on 10,000 toys, and takes you to the Train page.")
    current = current_run()
    if current is not None and current.status.active:
        st.page_link(TRAIN_PAGE, label="A run is at work: watch it", icon=":material/visibility:")

with right:
    toys = generate(8, seed=1).pixels[[0, 2]]
    st.html(ssl_picture(toys, make_views(toys, Recipe(), generator(0, "home"))))
    st.caption(
        "Drawn just now with the app's own augmentations: two toys, two views of each, and what training does with "
        "them. Where views really end up, you see on the Embeddings page."
    )

explain("self-supervised", "encoder", "view", "embedding", "foundation model")

st.subheader("Two minutes, three things to see", anchor=False)
show_path()

st.subheader("Data sets on this machine", anchor=False)
with shown():
    for entry in catalogue():
        card(entry)

with st.expander("Bring your own images", icon=":material/upload:"):
    upload_form()

ending(
    "Turn a photograph upside down. Which features find its points again: those that people designed, or an encoder's?",
    "pages/good_features.py",
    "Next: Good features, what they are",
    ":material/join_inner:",
)
