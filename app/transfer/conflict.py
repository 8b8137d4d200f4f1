"""A few toys of two minds, drawn live, and the question what they are."""

from __future__ import annotations

import streamlit as st
import torch
from torch import Tensor

from app.gallery import sheet
from ssl_demo.data.scenes import CLASSES
from ssl_demo.evaluation.transfer.cue_conflict import Conflict, conflict_images

ASKED = ("ball", "boat")
"""The shape and the pattern of the toy that is asked about."""
SHOWN = 8
EACH, SEED = 10, 7
"""Few, and others than those that the encoders are asked about."""


def show_conflict() -> None:
    """One toy to decide about and, once that is done, some more with their answers."""
    conflict = _drawn()
    shape, pattern = ASKED
    picture, question = st.columns([1, 3], gap="large", vertical_alignment="center")
    with picture:
        sheet(conflict.pixels[_first(conflict, *ASKED)], alt="a toy whose shape and pattern disagree", columns=1)
    with question:
        said = st.radio(
            f"The outline of a **{shape}**, the pattern of a **{pattern}**. What is it, to you?",
            [f"a {shape}", f"a {pattern}", "something else"],
            index=None,
            key="conflict_guess",
            persist_state="session",
            horizontal=True,
        )
        if said is None:
            st.caption("There is no right answer: say what you see.")
            return
        st.markdown(ANSWERS.get(said, ANSWERS["something else"]))
    some = torch.arange(0, len(conflict), max(1, len(conflict) // SHOWN))[:SHOWN]
    named = [f"{CLASSES[conflict.shape[i]]} in the pattern of a {CLASSES[conflict.pattern[i]]}" for i in some]
    sheet(conflict.pixels[some], alt=named, captions=named, width=110)


ANSWERS = {
    f"a {ASKED[0]}": "You went **by shape**, as people mostly do. An encoder has no reason to: in training, shape and "
    "pattern always agreed, and either would do.",
    f"a {ASKED[1]}": "You went **by surface**. So do many networks: in training, shape and pattern always agreed, and "
    "either would do.",
    "something else": "**Neither** of the two: such decisions are counted, too, and left out of the share.",
}


@st.cache_data(show_spinner="Drawing toys …")
def _drawn() -> Conflict:
    return conflict_images(EACH, SEED)


def _first(conflict: Conflict, shape: str, pattern: str) -> Tensor:
    found = (conflict.shape == CLASSES.index(shape)) & (conflict.pattern == CLASSES.index(pattern))
    return found.nonzero()[:1, 0]
