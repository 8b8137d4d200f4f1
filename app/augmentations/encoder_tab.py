"""The lab's second tab: what encoders make of the views."""

from __future__ import annotations

import streamlit as st

from app.augmentations.contenders import ended_without_encoder, has_encoder, waits_for_encoder
from app.augmentations.sweep import show_sweep
from app.augmentations.views_alike import show_views_alike
from app.frame import run_title
from app.live import live
from app.state import current_run
from app.words import plain
from ssl_demo.runs.run import Run


def show_encoder() -> None:
    """Draw the whole tab, about the current run. Raises UserError where its settings, its encoders or, after the first
    part is drawn, its images can't be had."""
    run = current_run()
    if run is None or not has_encoder(run):
        live(lambda: _empty(current_run()), lambda: 2.0 if waits_for_encoder(current_run()) else None)
        return
    title = plain(run_title(run))
    st.markdown(
        f"The encoder of **{title}** turns every image into a list of numbers, its embedding. Where two "
        "embeddings point the same way (**cosine similarity** near 1), the encoder takes the images for the same. "
        "That is what methods which compare views ask for: all views of one image, one direction. Has it learned that?"
    )
    st.subheader("These views, to this encoder", anchor=False)
    show_views_alike(run)
    st.subheader("What does it overlook?", anchor=False)
    show_sweep(run)


def _empty(run: Run | None) -> None:
    """What will be seen here, and how to get there."""
    if run is None:
        st.info("There is no run yet. Train a first one: it takes about a minute.", icon=":material/visibility:")
    elif run.status.active:
        title = plain(run_title(run))
        st.info(f"{title} has no encoder to ask yet. This page will show it as soon as it has learned a bit.")
    else:
        st.info(ended_without_encoder(run))
    st.markdown(
        "You will see how alike the encoder finds an image and each of its views, and a curve for every operation: how "
        "strong may a crop, a blur or a turn of the hue be before the encoder no longer knows the image? Beside it "
        "stand the same encoder **before** training and one that was trained **with labels**."
    )
    st.page_link("pages/train.py", label="Train an encoder", icon=":material/model_training:")
