"""The small map beside a training: the newest snapshot's features in two dimensions, coloured by class."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from app.embeddings.kinds import TITLES
from app.embeddings.snapshots import moment_of
from app.findings import percent
from app.runs.view import RunView
from app.scatter import scatter
from app.scatter.colouring import Colouring, by_class
from app.words import plain
from ssl_demo.errors import UserError
from ssl_demo.evaluation.together import share_of_own_class
from ssl_demo.runs.run import Run

HEIGHT = 440


def show_map(view: RunView) -> None:
    """Draw the newest map there is, or say what it waits for."""
    steps = view.snapshots()
    if not steps:
        st.markdown("**Map** of the features", help=MAP_HELP)
        st.container(height=HEIGHT).caption("It appears with the first look at the features, after a few steps.")
        return
    try:
        drawn = _drawn(str(view.run.path), steps[-1], view.run.snapshot_written(steps[-1]), view.run)
    except UserError as error:
        st.info(f"The map can't be drawn. {plain(error)}", icon=":material/info:")
        return
    way = TITLES.get(view.map_kind(drawn.step) if drawn.of == "map" else drawn.of, "two dimensions")
    when = f"at step {drawn.step:,}" if drawn.step else "before the first step"
    st.markdown(f"**Map**: {drawn.found}", help=MAP_HELP)
    scatter(
        drawn.points,
        drawn.colouring,
        drawn.pixels,
        key=f"live_map_{view.run.id}",
        height=HEIGHT,
        label=f"{way} of the features {when}",
    )
    st.caption(f"{way} of the features {when}.")


@dataclass(frozen=True)
class _Map:
    """The map of one snapshot, made once for all who watch. found: what it shows, in words."""

    step: int
    of: str
    points: Tensor
    colouring: Colouring
    pixels: Tensor
    found: str


@st.cache_resource(show_spinner=False, max_entries=8)
def _drawn(path: str, step: int, written: int, _run: Run) -> _Map:
    """Raises UserError where the snapshot or its images are not here."""
    moment = moment_of(_run, step)
    of = "umap" if "umap" in moment.tensors else "map"
    points, images = moment.tensors[of], moment.images
    share = share_of_own_class(points, images.labels)
    found = "one image" if share is None else f"{percent(share)} of the ten nearest points are of a point's own class"
    return _Map(step, of, points, by_class(images), images.pixels, found)


MAP_HELP = (
    "Each point is one of up to 1,000 training images; near means similar features, the colour is its class. PCA is "
    "the flattest view of the features; UMAP keeps neighbours together and takes over as soon as it is ready, so the "
    "picture may change its shape once. Hover to see an image."
)
