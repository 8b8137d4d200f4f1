"""What is large and seldom changes, sent to the browser apart from the points: thumbnails and films."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import numpy as np
import streamlit as st
from torch import Tensor
from torch.utils.weak import WeakTensorKeyDictionary

from app.scatter.film import Film
from app.sprite import MARGIN, Sprite, as_bytes, make_sprite
from ssl_demo.config import digest

_names: WeakTensorKeyDictionary = WeakTensorKeyDictionary()
"""Of sheets that several pages, or one page again and again, send as the same tensor."""
_JS = (Path(__file__).parent / "carry.js").read_text(encoding="utf-8")
_sheet = st.components.v2.component("ssl_demo_scatter_sheet", js=_JS)
_film = st.components.v2.component("ssl_demo_scatter_film", js=_JS)


def send_sheet(thumbnails: Tensor, key: str) -> str:
    """Mount the sheet of thumbnails, which takes no room on the page, and return its name."""
    pixels = as_bytes(thumbnails).contiguous()
    name = _names.get(pixels)
    if name is None:
        name = _names[pixels] = hashlib.sha256(pixels.numpy().tobytes()).hexdigest()[:16]
    sprite = _sprite(name, pixels)
    about = {"side": sprite.side, "pitch": sprite.pitch, "columns": sprite.columns, "count": sprite.count}
    _sheet(key=f"{key}-sheet", data={"name": name, "url": sprite.url, "margin": MARGIN, **about})
    return name


def send_film(film: Film, key: str) -> str:
    """The same for the maps over training."""
    frames = [base64.b64encode(np.ascontiguousarray(frame, dtype=np.float32)).decode() for frame in film.frames]
    about = {"steps": list(film.steps), "names": list(film.names), "values": list(film.values), "curve": film.curve}
    name = digest([frames, about])
    _film(key=f"{key}-film", data={"name": name, "frames": frames, **about})
    return name


@st.cache_data(max_entries=16, show_spinner=False)
def _sprite(name: str, _pixels: Tensor) -> Sprite:
    return make_sprite(_pixels, small=True)
