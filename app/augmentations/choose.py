"""Choosing an image: one of a data set, or one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from app.gallery import first_of_each_class, sheet
from app.names import class_name
from app.own_image import OwnImage, own_image
from app.sprite import data_url
from app.state import dataset
from app.url import bound
from app.words import plain
from ssl_demo.config import SubsetConfig
from ssl_demo.data.images import Images
from ssl_demo.data.registry import catalogue

SOURCES = {"data": "A data set", "own": "My own image"}
STYLE = """<style>
.st-key-thumbnails img { height: 2.6rem; max-height: none; width: 2.6rem; image-rendering: pixelated;
  border-radius: .3rem; vertical-align: middle; }
.st-key-thumbnails button { padding: .2rem; height: auto; min-height: 0; border-radius: .5rem; }
.st-key-own_picture img { max-height: 22rem; width: auto; max-width: 100%; border-radius: .3rem; }
</style>"""


@dataclass(frozen=True)
class Picked:
    """An image to look at: pixels uint8 [1, 3, 32, 32], what to call it, and the upload it was made of, if any."""

    pixels: Tensor
    title: str
    own: OwnImage | None = None


def pick_image() -> Picked | None:
    """Choose an image; None until one's own is there. Both choices stand in the URL, an upload can't."""
    st.html(STYLE)
    return _own() if pick_source("source", "Take the image from", SOURCES) == "own" else _of_data_set()


def pick_source(key: str, label: str, sources: Mapping[str, str]) -> str:
    """Choose where an image comes from, by its name among titles; the first until then. The URL holds the title."""
    shown = {"format_func": sources.__getitem__, "default": next(iter(sources)), "required": True}
    with bound(key, sources.__getitem__) as url:
        return st.segmented_control(label, list(sources), label_visibility="collapsed", **shown, **url)


def pick_data_set() -> Images:
    """Choose a data set that is on this machine; returns its training images."""
    entries = {entry.name: entry for entry in catalogue() if entry.present}
    with bound("pictures", lambda name: entries[name].title if name in entries else name) as url:
        name = st.selectbox("Data set", list(entries), format_func=lambda n: entries[n].title, **url)
    return dataset(SubsetConfig(name, images=None)).train


def pick_number(images: Images, first: int = 0) -> int:
    """Choose one of the images by its number, `first` until then. The choice stands in the URL."""
    if st.session_state.get("image", 0) >= len(images):  # another data set may have fewer
        st.session_state["image"] = 0
    with bound("image") as url:
        return int(st.number_input("Image number", 0, len(images) - 1, first, **url))


def title_of(images: Images, number: int) -> str:
    """What the image is called: "Image 3, garden spider"."""
    return f"Image {number}, {_class(images, number)}"


def show_own(own: OwnImage) -> None:
    """The picture as it was uploaded beside what an encoder is given of it."""
    large, small = st.columns(2, vertical_alignment="center")
    with large, st.container(key="own_picture"):
        st.image(own.picture, caption=plain(f"{own.name[:60]}, as you see it"))
    with small:
        sheet(
            own.pixels, alt="the same in 32 × 32 pixels", captions=["What the encoder gets: 32 × 32 pixels"], columns=1
        )
    if own.notes:
        st.caption(" ".join(own.notes))


def _own() -> Picked | None:
    own = own_image("own", "A photograph or a drawing of yours")
    if own is None:
        st.caption(":material/upload: Upload a picture, and everything on this page is done to it.")
        return None
    return Picked(own.pixels, "Your image", own)


def _of_data_set() -> Picked:
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    with left:
        images = pick_data_set()
    index = first_of_each_class(images)
    with middle:
        number = pick_number(images, int(index[0]))
    shuffle = {"icon": ":material/shuffle:", "on_click": _other_image, "args": (len(images),), "width": "stretch"}
    right.button("Another image", **shuffle)
    thumbnails = {int(i): _thumbnail(images, int(i)) for i in index}
    st.session_state["thumbnail"] = number if number in thumbnails else None
    with st.container(key="thumbnails"):
        st.pills(
            "Or one of these",
            list(thumbnails),
            format_func=thumbnails.__getitem__,
            key="thumbnail",
            on_change=_take_thumbnail,
            label_visibility="collapsed",
        )
    return Picked(images.pixels[number : number + 1], title_of(images, number))


def _class(images: Images, number: int) -> str:
    return class_name(images.classes[images.labels[number]])


def _thumbnail(images: Images, number: int) -> str:
    return f"![{plain(_class(images, number))}]({data_url(images.pixels[number].permute(1, 2, 0).numpy())})"


def _other_image(count: int) -> None:
    st.session_state["image"] = int(torch.randint(count, (1,)))


def _take_thumbnail() -> None:
    if st.session_state["thumbnail"] is not None:
        st.session_state["image"] = st.session_state["thumbnail"]
