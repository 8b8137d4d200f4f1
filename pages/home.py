"""Home: what self-supervised learning is, what there is to learn from, and one button to start."""

import streamlit as st

from app.errors import shown
from app.home.datasets import card, upload_form
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
A network usually learns to see from images that people have labelled.
**Self-supervised learning** does without: it makes random views of every image, and trains an encoder to put views of
the same image close together and views of other images apart.
To do that for thousands of images, whatever the crop, the colour and the light, the encoder has to find out what stays
the same, and that is often the object itself.
What it computes for an image, its *embedding*, then lies next to the embeddings of images that are alike.
A handful of labels is enough to name such groups, and here you can check that claim, live, on the processor of this
machine.
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

st.subheader("Data sets on this machine", anchor=False)
with shown():
    for row in range(0, len(entries := catalogue()), 3):
        for column, entry in zip(st.columns(3), entries[row : row + 3], strict=False):
            with column:
                card(entry)

with st.expander("Bring your own images", icon=":material/upload:"):
    upload_form()
