"""One picture of one's own: uploaded, checked, and turned into what an encoder is given."""

from __future__ import annotations

import io
from dataclasses import dataclass

import streamlit as st
import torch
from PIL import Image
from streamlit.runtime.uploaded_file_manager import UploadedFile
from torch import Tensor

from app.errors import shown
from app.words import plain
from ssl_demo.data.decode import FORMATS, SIDE, open_picture, to_square

LARGEST_SIDE = 1024
LARGEST_FILE = 64
"""Megabytes."""
TYPES = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "ppm", "pgm")
PAGES = "This file holds several pictures; its first one is used."
FRAMES = "This is an animation; its first frame is used."


@dataclass(frozen=True)
class OwnImage:
    """A picture someone uploaded.

    name: the file's. picture: RGB and upright, at most 1024 pixels on its longer side. pixels: its central square as
    an encoder is given it, uint8 [1, 3, 32, 32]. notes: a sentence for each thing that was done to it.
    """

    name: str
    picture: Image.Image
    pixels: Tensor
    notes: tuple[str, ...]


def own_image(key: str, label: str = "Your own image") -> OwnImage | None:
    """A field for one picture. None while it is empty, and for a file that can't be used, which the page explains.

    The picture stays while the field isn't drawn, as on another tab, until another takes its place or it is taken away.
    """
    kept = f"{key}_kept"
    limits = {"type": TYPES, "max_upload_size": LARGEST_FILE}
    file = st.file_uploader(label, key=key, help=HELP, on_change=_forget, args=(kept,), **limits)
    if file is not None:
        with shown():
            _keep(kept, file)
    _, own = st.session_state.get(kept) or (None, None)
    if own is not None and file is None:
        away = f"Take {plain(own.name[:40])} away"
        st.button(away, key=f"{key}_away", icon=":material/close:", type="tertiary", on_click=_forget, args=(kept,))
    return own


def _forget(kept: str) -> None:
    st.session_state[kept] = None


def _keep(kept: str, file: UploadedFile) -> None:
    """Open the file, once, for this session alone: nobody else is to find it, and nothing of it stays behind."""
    before = st.session_state.get(kept)
    if before is None or before[0] != file.file_id:
        with st.spinner("Opening the image …"):
            st.session_state[kept] = file.file_id, _opened(file.name, file.getvalue())


HELP = "It stays on this machine and is forgotten when you leave. Of a photograph, the central square is taken."


def _opened(name: str, content: bytes) -> OwnImage:
    picture = open_picture(content, f"“{name[:80]}”", least=LARGEST_SIDE)
    pixels = torch.from_numpy(to_square(picture).copy())[None]
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    return OwnImage(name, picture, pixels, _notes(content))


def _notes(content: bytes) -> tuple[str, ...]:
    """What was done to the picture in this file, which is known to be one."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as file:
        several = getattr(file, "is_animated", False)
        transparent, inks, deep = file.has_transparency_data, file.mode == "CMYK", file.mode[0] in "IF"
        turned = file.getexif().get(ORIENTATION, 1) != 1
        width, height = file.size
    said = {
        # Many phones put a second, smaller picture behind the one in a JPEG, and a TIFF has pages.
        FRAMES if file.format in ("GIF", "WEBP", "PNG") else PAGES: several,
        "It was turned upright, as its camera had noted.": turned,
        "What is transparent was laid on white.": transparent,
        "Its printing inks (CMYK) were turned into red, green and blue.": inks,
        "Its fine steps of grey were rounded to the 256 that an encoder is given.": deep,
        "It was cropped to its central square.": width != height,
        f"It was enlarged to {SIDE} × {SIDE} pixels.": min(width, height) < SIDE,
    }
    return tuple(sentence for sentence, holds in said.items() if holds)


ORIENTATION = 0x0112
"""EXIF's tag."""
