"""One view taken apart: the image after each operation, to step through."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
import torch
from torch import Tensor

from app.augmentations.draws import VIEWS, Draw
from app.gallery import sheet
from app.palette import CLASS_COLOURS
from app.url import bound
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.augment.ranges import strengths_drawn
from ssl_demo.augment.stages import Stage, stages
from ssl_demo.config import Recipe

HERE = CLASS_COLOURS[0]
"""The frame of the step that is looked at."""


def take_apart(pixels: Tensor, recipe: Recipe, draw: Draw) -> None:
    """Choose a view of the image, uint8 [1, 3, h, w], and go through what the recipe did to it, step by step."""
    with st.container(border=True, key="apart"):
        which, words = st.columns([1, 3], vertical_alignment="bottom", gap="medium")
        with which, bound("view") as url:
            view = int(st.number_input("View number", 1, VIEWS, 1, **url)) - 1
        every = stages(pixels[0], draw.parameters, view)
        done = [stage for stage in every if stage.words]
        words.markdown(_left_out(every, recipe))
        if not done:
            st.info("Nothing was done to this view: it is the image itself. Take another view, or a stronger recipe.")
            return
        now = _choose(len(done))
        _show(pixels.float() / 255, done, now)


def _left_out(every: Sequence[Stage], recipe: Recipe) -> str:
    """Which operations did nothing, in one line: by chance here, or by this recipe in every view."""
    idle = {stage.name: OPERATIONS[stage.name].title.lower() for stage in every if not stage.words}
    if not idle:
        return "All ten operations had a say in it."
    never = [title for name, title in idle.items() if strengths_drawn(recipe, name) is None]
    chance = [title for title in idle.values() if title not in never]
    told = {"The dice left out": chance, "This recipe never uses": never}
    return " ".join(f"{who}: {', '.join(titles)}." for who, titles in told.items() if titles)


def _choose(last: int) -> int:
    """Which step to look at, 1 … last."""
    # Another view may have fewer steps than the one that was looked at before.
    if st.session_state.get("stage", 1) > last:
        st.session_state["stage"] = last
    with st.container(horizontal=True, vertical_alignment="bottom", key="stage_controls"):
        buttons = [st.container(width="content") for _ in STEPS]
        with bound("stage") as url:
            now = int(st.slider("Step", 1, last, 1, width=480, **url)) if last > 1 else 1
    for place, (label, (icon, by)) in zip(buttons, STEPS.items(), strict=True):
        end = not 1 <= now + by <= last
        place.button(label, icon=icon, key=f"stage_{label}", on_click=_go, args=(now + by,), disabled=end)
    return now


STEPS = {"Previous": (":material/chevron_left:", -1), "Next": (":material/chevron_right:", 1)}
"""The buttons' labels, icons, and how far they go. They stand before the slider: on a phone, side by side above it."""


def _go(stage: int) -> None:
    st.session_state["stage"] = stage


def _show(image: Tensor, done: Sequence[Stage], now: int) -> None:
    """The image before and after one step, and all of them in a strip."""
    pictures = torch.cat([image, torch.stack([stage.image for stage in done])])
    stage = done[now - 1]
    large, words = st.columns([3, 2], gap="large", vertical_alignment="center")
    with large:
        before = "The image" if now == 1 else f"Before: {done[now - 2].words}"
        captions = [before, f"After: {stage.words}"]
        sheet(pictures[now - 1 : now + 1], alt=captions, captions=captions, columns=2)
    with words:
        st.markdown(f"Step {now} of {len(done)}: **{stage.words}**")
        st.markdown(OPERATIONS[stage.name].about)
        if torch.equal(pictures[now - 1], pictures[now]):
            st.caption("This image holds nothing that it could change.")
    titles = ["the image", *(stage.words for stage in done)]
    marks = [HERE if place == now else None for place in range(len(titles))]
    numbered = [title if place == 0 else f"{place} {title}" for place, title in enumerate(titles)]
    sheet(pictures, alt=numbered, captions=numbered, marks=marks, width=84)
