"""The small map beside a training: the newest snapshot's features in two dimensions, coloured by class."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from app.embeddings.kinds import TITLES
from app.embeddings.snapshots import moment_of
from app.findings import percent
from app.runs.view import RunView
from app.scatter import scatter
from app.scatter.colouring import by_class
from app.words import plain
from ssl_demo.errors import UserError
from ssl_demo.evaluation.together import share_of_own_class

HEIGHT = 440


def show_map(view: RunView) -> None:
    """Draw the newest map there is, or say what it waits for."""
    steps = view.run.snapshots()
    if not steps:
        st.markdown("**Map** of the features", help=MAP_HELP)
        st.container(height=HEIGHT).caption("It appears with the first look at the features, after a few steps.")
        return
    try:
        moment = moment_of(view.run, steps[-1])
    except UserError as error:
        st.info(f"The map can't be drawn. {plain(error)}", icon=":material/info:")
        return
    of = "umap" if "umap" in moment.tensors else "map"
    way = TITLES.get(view.map_kind(moment.step) if of == "map" else of, "two dimensions")
    when = f"at step {moment.step:,}" if moment.step else "before the first step"
    points = moment.tensors[of]
    share = _share(view.run.id, moment.step, of, points, moment.images.labels)
    found = "one image" if share is None else f"{percent(share)} of the ten nearest points are of a point's own class"
    st.markdown(f"**Map**: {found}", help=MAP_HELP)
    scatter(
        points,
        by_class(moment.images),
        moment.images.pixels,
        key=f"live_map_{view.run.id}",
        height=HEIGHT,
        label=f"{way} of the features {when}",
    )
    st.caption(f"{way} of the features {when}.")


@st.cache_data(show_spinner=False, max_entries=64)
def _share(run_id: str, step: int, of: str, _points: Tensor, _labels: Tensor) -> float | None:
    """The page is drawn every second, and has a new map every few."""
    return share_of_own_class(_points, _labels)


MAP_HELP = (
    "Each point is one of up to 1,000 training images; near means similar features, the colour is its class. PCA is "
    "the flattest view of the features; UMAP keeps neighbours together and takes over as soon as it is ready, so the "
    "picture may change its shape once. Hover to see an image."
)
