"""The data sets of this machine, as cards: what they look like, and how to get one that isn't here."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import streamlit as st

from app.backend import desk
from app.download import offer_download
from app.errors import shown
from app.gallery import CLASSES_SHOWN, first_of_each_class, sheet
from app.names import class_name
from app.state import dataset, forget_datasets
from app.words import plain
from ssl_demo.config import SubsetConfig
from ssl_demo.data.registry import Entry, remove_upload
from ssl_demo.data.upload import add_zip, uploads


def card(entry: Entry) -> None:
    """One data set: its images where it is here, its download where it isn't."""
    with st.container(border=True):
        about, contents = st.columns([1, 2], gap="large", vertical_alignment="center")
        with about, shown():
            st.markdown(f"#### {plain(entry.title)}")
            st.caption(plain(entry.about))
            if entry.name in uploads():
                remove = {"key": f"remove-{entry.name}", "on_click": _remove, "args": (entry.name,)}
                st.button("Remove from this machine", icon=":material/delete:", type="tertiary", **remove)
        with contents, shown():
            if entry.present:
                _contents(entry)
            elif entry.downloadable:
                note = "Nothing is fetched before you press this. The page stays usable meanwhile."
                offer_download(entry.name, f"Download {entry.title}", note, _start_download)


def upload_form() -> None:
    """Take a zip of an image folder and make it a data set."""
    if desk().person.is_learner:
        st.caption("In a class only the teacher adds images, as they take the room of all.")
        return
    st.markdown(
        "A zip with `train/<class>/…` and, if you have one, `test/<class>/…`: PNG or JPEG, at least two classes. "
        "Images are cut to squares of 32 × 32 pixels and stay on this machine."
    )
    file = st.file_uploader("Zip of an image folder", type="zip", key="upload")
    if file is not None and st.session_state.get("uploaded") != file.file_id:
        with shown(), st.spinner("Reading the images …"):
            st.session_state["uploaded"] = file.file_id
            desk().check_host("add images to this machine")
            name = add_zip(file, file.name)
            forget_datasets()
            st.toast(f"Your images are here now, as “{plain(name)}”.", icon=":material/check_circle:")
            st.rerun()  # the cards above show it


def _contents(entry: Entry) -> None:
    images = dataset(SubsetConfig(entry.name, images=None)).train
    index = first_of_each_class(images)
    names = [class_name(images.classes[label]) for label in images.labels[index].tolist()]
    sheet(images.pixels[index], alt=names, width=52)
    listed = ", ".join(class_name(name) for name in entry.classes[:CLASSES_SHOWN])
    more = f" and {len(entry.classes) - CLASSES_SHOWN} more" if len(entry.classes) > CLASSES_SHOWN else ""
    st.caption(f"{entry.train:,} images to train on, {entry.test:,} to test on. Classes: {plain(listed)}{more}.")


def _start_download(name: str) -> Callable[[], bool]:
    command = [sys.executable, "-m", "ssl_demo", "download", name]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=None)
    forget_datasets()
    return lambda: process.poll() is None


def _remove(name: str) -> None:
    with shown():
        desk().check_host("remove images from this machine")
        remove_upload(name)
        forget_datasets()
