"""Choosing a picture: a photograph, an image of a data set, or one's own."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from app.augmentations.choose import pick_data_set, pick_number, pick_source, title_of
from app.own_image import own_image
from app.url import bound
from app.words import plain
from ssl_demo.evaluation.matching.photographs import PHOTOGRAPHS, as_picture, enlarged, photograph

SOURCES = {"photograph": "A photograph", "data": "A data set", "own": "My own image"}


@dataclass(frozen=True)
class Chosen:
    """A picture, uint8 [3, 256, 256], what it is called, and what was done to it, if anything worth telling."""

    pixels: Tensor
    title: str
    note: str = ""


def choose_picture() -> Chosen | None:
    """The picture; None until one's own is there. The choice stands in the URL, an upload can't."""
    source = pick_source("match_from", "Take the picture from", SOURCES)
    return {"photograph": _photograph, "data": _of_data_set, "own": _own}[source]()


def _photograph() -> Chosen:
    with bound("photograph", PHOTOGRAPHS.__getitem__) as url:
        shown = {"format_func": PHOTOGRAPHS.__getitem__, "default": "chelsea.png", "required": True}
        name = st.pills("Photograph", list(PHOTOGRAPHS), label_visibility="collapsed", **shown, **url)
    return Chosen(photograph(name), PHOTOGRAPHS[name])


def _of_data_set() -> Chosen:
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        images = pick_data_set()
    with right:
        number = pick_number(images)
    side = images.pixels.shape[-1]
    return Chosen(enlarged(images.pixels[number]), title_of(images, number), ENLARGED.format(side=side))


def _own() -> Chosen | None:
    own = own_image("own", "A photograph or a drawing of yours")
    if own is None:
        st.caption(":material/upload: Upload a picture, and it is looked at here.")
        return None
    return Chosen(as_picture(own.picture), "Your image", f"Of {plain(own.name[:60])}, {SQUARE}")


ENLARGED = (
    "The image has only {side} × {side} pixels. It was enlarged to 256 × 256 by bicubic interpolation, so it is "
    "smooth and has no fine detail."
)
SQUARE = "the central square is used, in 256 × 256 pixels."
