"""The tab "Feature pyramid": every level of a network, from fine to coarse, and what each makes of a place."""

from __future__ import annotations

import streamlit as st

from app.augmentations.contenders import ended_without_encoder, has_encoder, waits_for_encoder
from app.frame import run_title
from app.live import live
from app.matching.pictures import choose_picture
from app.pyramid import prose
from app.pyramid.choose import choose_network
from app.pyramid.levels import show_levels
from app.state import current_run
from app.words import plain


def pyramid_tab() -> None:
    """Draw the whole tab, about the current run and torchvision's networks. Raises UserError."""
    st.markdown(prose.INTRODUCTION)
    live(_say_what_is_missing, lambda: 2.0 if waits_for_encoder(current_run()) else None)
    network = choose_network(current_run())
    picture = choose_picture()
    if picture is None:
        return
    if picture.note:
        st.caption(picture.note)
    show_levels(network, picture.pixels, picture.title)
    with st.expander("How this was measured", icon=":material/straighten:"):
        st.markdown(prose.PROTOCOL)


def _say_what_is_missing() -> None:
    run = current_run()
    if run is None:
        st.info(prose.WITHOUT_RUN, icon=":material/layers:")
        st.page_link("pages/train.py", label="Train an encoder", icon=":material/model_training:")
    elif waits_for_encoder(run):
        st.info(prose.NOT_YET.format(title=plain(run_title(run))), icon=":material/hourglass_empty:")
    elif not has_encoder(run):
        st.info(ended_without_encoder(run))
