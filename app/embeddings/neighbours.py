"""Who is like a picked image, or like one's own, in the full feature space."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from app.embeddings.explorer import Explored, Seen
from app.embeddings.snapshots import (
    Moment,
    Neighbours,
    moment_of,
    neighbours_of,
    neighbours_of_features,
    step_name,
)
from app.gallery import sheet
from app.names import class_names
from app.own_image import OwnImage, own_image
from app.runs.encoders import EncoderKey
from app.words import plain
from ssl_demo.errors import UserError
from ssl_demo.evaluation.features import embed

SAME_FRAME = "#17A043"
WIDTH = 64


def show_neighbours(explored: Explored) -> None:
    """The neighbours of the picked image by every encoder on screen, and by the untrained one."""
    first = explored.first
    if explored.picked is None:
        st.caption("Nothing is picked. Click an image on the map to see who is like it.")
        return
    for seen in explored.seen:
        _row(_title(seen, len(explored.seen)), seen.moment, neighbours_of(seen.moment, explored.picked))
    if 0 in first.steps and not any(_is_untrained(seen, first) for seen in explored.seen):
        untrained = moment_of(first.shown.run, 0)
        _row("The untrained encoder, for the same image", untrained, neighbours_of(untrained, explored.picked))


def _title(seen: Seen, several: int) -> str:
    when = step_name(seen.moment.step)
    if several == 1:
        return when.capitalize()
    return plain(seen.shown.title) if seen.shown.only_untrained else f"{plain(seen.shown.title)}, {when}"


def _is_untrained(seen: Seen, first: Seen) -> bool:
    return seen.moment.step == 0 and seen.shown.run.id == first.shown.run.id


def _row(title: str, moment: Moment, around: Neighbours) -> None:
    """An image and its nearest neighbours: those of its class are framed and ticked."""
    images, written = moment.images, class_names(moment.images)
    names = [written[images.labels[i]] for i in [around.query, *around.indices]]
    shared = sum(around.same)
    st.markdown(f"**{title}**: {shared} of {len(around.same)} share its class")
    signs = ["✓" if same else "✗" for same in around.same]
    nearness = zip(signs, names[1:], around.similarities, strict=True)
    sheet(
        images.pixels[[around.query, *around.indices]],
        alt=[f"the picked image, {names[0]}", *(f"neighbour, {name}" for name in names[1:])],
        captions=[f"this {names[0]}", *(f"{sign} {name} {similarity:.2f}" for sign, name, similarity in nearness)],
        marks=[None, *(SAME_FRAME if same else None for same in around.same)],
        width=WIDTH,
    )


def show_own(seen: Seen) -> None:
    """An uploaded image among those of the map, for the trained and the untrained encoder. Raises UserError."""
    own = own_image("own_neighbour", "An image of your own")
    if own is None:
        st.caption(OWN)
        return
    for note in own.notes:
        st.caption(plain(note))
    run = seen.shown.run
    for which, step in (("trained", seen.steps[-1]), ("untrained", 0)):
        try:
            features = _features_of(EncoderKey.of(run, which), own.pixels.numpy())
            _own_row(f"The {which} encoder", own, moment_of(run, step), features)
        except UserError as error:
            st.info(plain(error), icon=":material/info:")


@st.cache_data(show_spinner=False, max_entries=64)
def _features_of(encoder: EncoderKey, pixels: np.ndarray) -> Tensor:
    """Of one small image, float32 [1, width]."""
    return embed(encoder.load(), torch.from_numpy(pixels))


OWN = (
    "A photograph of a thing that this data set has, or of one that it hasn't: what does the encoder take it for? It "
    "is cropped to a square and shrunk to 32 × 32 pixels, as all images here."
)


def _own_row(title: str, own: OwnImage, moment: Moment, features: Tensor) -> None:
    indices, similarities = neighbours_of_features(moment, features[0])
    written = class_names(moment.images)
    names = [written[moment.images.labels[i]] for i in indices]
    most = max(names, key=names.count)
    st.markdown(f"**{title}**: {names.count(most)} of its {len(names)} nearest are of the class {plain(most)}")
    sheet(
        torch.cat([own.pixels, moment.images.pixels[indices]]),
        alt=["your image", *(f"neighbour, {name}" for name in names)],
        captions=["your image", *(f"{name} {s:.2f}" for name, s in zip(names, similarities, strict=True))],
        width=WIDTH,
    )
