"""A picture to point at: a click, a tap or the arrow keys choose one of its pixels.

Everything it needs is in the files beside this one; nothing is fetched. Python hears of a pixel when it is chosen.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from torch import Tensor

from app.sprite import data_url
from app.url import from_url, to_url
from ssl_demo.errors import UserError

HERE = Path(__file__).parent


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


_pixel = st.components.v2.component(
    "ssl_demo_pixel", html=_read("pixel.html"), css=_read("pixel.css"), js=_read("pixel.js")
)


def pick_pixel(picture: Tensor, *, key: str, about: str, title: str = "") -> tuple[int, int]:
    """Draw a picture, uint8 [3, side, side], with a cross; return the column and the row of the pixel under it.

    key: of the component, and of the URL, which carries "column,row" while that isn't the middle. about: what is seen
    on the picture, in words. A link to a pixel that isn't there is told, and the middle is taken instead.
    """
    side = picture.shape[-1]
    middle = (side // 2, side // 2)
    state = f"{key}_component"
    here = _valid((st.session_state.get(state) or {}).get("pixel"), side)
    place = here or from_url(key, middle, lambda text: _parsed(text, side))
    chosen = _pixel(
        key=state,
        data={
            "picture": data_url(picture.permute(1, 2, 0).numpy()),
            "side": side,
            "place": list(place),
            "title": title,
            "about": about,
        },
        default={"pixel": list(place)},
        on_pixel_change=lambda: None,
    )
    place = _valid(chosen.pixel, side) or place
    to_url(key, None if place == middle else ",".join(map(str, place)))
    return place


def _valid(pixel: object, side: int) -> tuple[int, int] | None:
    if not isinstance(pixel, list) or len(pixel) != 2:
        return None
    return (pixel[0], pixel[1]) if all(type(value) is int and 0 <= value < side for value in pixel) else None


def _parsed(text: str, side: int) -> tuple[int, int]:
    place = _valid([int(part) for part in text.split(",")], side)
    if place is None:
        raise UserError(f"A pixel is its column and its row, as in 12,30, each from 0 to {side - 1}.")
    return place
