"""The views that a draw of the dice makes of an image, the same ones on every tab."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from app.url import bound
from ssl_demo.augment.parameters import Parameters, describe
from ssl_demo.augment.views import make_view_with_parameters
from ssl_demo.config import Recipe
from ssl_demo.randomness import generator

VIEWS = 2 + 36
"""The two that training would compare, and more."""


@dataclass(frozen=True)
class Draw:
    """Views of one image, float32 [VIEWS, 3, 32, 32] in 0 … 1, what was done to each, and the same in words."""

    views: Tensor
    parameters: Parameters
    said: tuple[str, ...]


def new_draw() -> int:
    """The number that the dice are thrown with, and a button for the next one."""
    with st.container(horizontal=True, vertical_alignment="bottom", width="content"), bound("draw") as url:
        draw = int(st.number_input("Draw", 0, 9999, 0, width=130, label_visibility="collapsed", **url))
        st.button("New draw", icon=":material/casino:", on_click=_next_draw)
    return draw


def drawn(pixels: Tensor, recipe: Recipe, draw: int) -> Draw:
    """The views that this recipe and draw make of an image, uint8 [1, 3, h, w]."""
    views, made = make_view_with_parameters(pixels.expand(VIEWS, -1, -1, -1), recipe, generator(draw, "page"))
    return Draw(views, made, tuple(", ".join(describe(made, i)) or "as it is" for i in range(VIEWS)))


def _next_draw() -> None:
    st.session_state["draw"] = (st.session_state["draw"] + 1) % 10_000
