"""Each operation alone: weak or strong, without dice."""

from __future__ import annotations

import streamlit as st
import torch
from torch import Tensor

from app.gallery import sheet
from app.names import operation_title
from app.url import bound
from ssl_demo.augment.operations import OPERATIONS

WORTH_SEEING = {
    "crop": 0.35,
    "brightness": 1.6,
    "contrast": 0.4,
    "saturation": 2.0,
    "hue": 0.2,
    "blur": 1.2,
    "cutout": 0.4,
}
"""Strengths to show and to start with; others start at their highest, a switch starts switched on."""


def operations(image: Tensor) -> None:
    """What each operation alone makes of the image, uint8 [1, 3, side, side], and one of them with its strength."""
    before = image.float() / 255
    all_of_them = [operation.apply(image, _worth_seeing(name)) for name, operation in OPERATIONS.items()]
    titles = ["The image", *(operation.title for operation in OPERATIONS.values())]
    sheet(torch.cat([before, *all_of_them]), alt=titles, captions=titles, width=72)
    with bound("operation", operation_title) as url:
        name = st.pills("Take one", list(OPERATIONS), format_func=operation_title, default="crop", required=True, **url)
    with st.container(border=True):
        pictures, strength = st.columns([2, 3], gap="large", vertical_alignment="center")
        with strength:
            after = OPERATIONS[name].apply(image, _strength(name))
        with pictures:
            sheet(torch.cat([before, after]), alt=["before", f"after: {operation_title(name)}"], columns=2)


def _strength(name: str) -> float:
    """What the operation does, in words, and the strength chosen for it."""
    operation = OPERATIONS[name]
    st.markdown(operation.about)
    with bound(f"op_{name}") as url:
        if operation.switch:
            return float(st.toggle(operation.title, True, **url))
        limits = (operation.low, operation.high, _worth_seeing(name), 0.05)
        return st.slider(f"{operation.title}, strength", *limits, help=STRENGTH_HELP, **url)


STRENGTH_HELP = "Here the strength is what you say. In training it is drawn anew for each view, within the recipe."


def _worth_seeing(name: str) -> float:
    return WORTH_SEEING.get(name, OPERATIONS[name].high)
