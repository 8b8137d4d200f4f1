"""The curves below the pictures: how every kind of features bears a change that gets stronger."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.chart import show_figure
from app.controls import readable
from app.matching.figure import curves_figure
from app.matching.kinds import Features
from app.matching.words import MEASURES, curve_finding
from app.names import duration
from app.url import bound
from ssl_demo.evaluation.matching.curve import STRENGTHS, Curve, Pair, curve, ladder
from ssl_demo.evaluation.matching.photographs import PHOTOGRAPHS, photograph


def show_curves(kinds: Sequence[Features]) -> None:
    """Choose a change and see the curves, after they were asked for once."""
    st.markdown(INTRODUCTION.format(pictures=len(PHOTOGRAPHS)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with bound("stronger", readable) as url:
            knob = st.selectbox("Change", list(STRENGTHS), format_func=readable, width=200, **url)
        with bound("counted", MEASURES.__getitem__) as url:
            shown = {"format_func": MEASURES.__getitem__, "default": "accuracy", "required": True, "wrap": True}
            measure = st.segmented_control("Count", list(MEASURES), **shown, **url)
    if not st.session_state.get("matching_curves"):
        st.button("Draw the curves", type="primary", icon=":material/show_chart:", key="draw_curves", on_click=_ask)
        st.caption(f"It takes about {duration(_seconds(kinds))} for each change, once.")
        return
    curves = {kind.name: _curve(kind, knob) for kind in kinds}
    measured = {name: getattr(found, measure) for name, found in curves.items()}
    said = curve_finding(measured, knob, measure)
    show_figure(curves_figure(measured, knob, measure), "matching_curves_figure", said)
    by_encoders = any(kind.encoder for kind in kinds)
    st.caption(" ".join(filter(None, (LOOK, NOTES.get(knob), UNASKED if by_encoders else ""))))


def _seconds(kinds: Sequence[Features]) -> float:
    """About how long the curves of one change take on one core, if all are still to be measured."""
    return 2.0 + sum(SECONDS.get(kind.encoder.run.config.encoder, 1.0) for kind in kinds if kind.encoder)


SECONDS = {"M": 2.5, "L": 5.0, "resnet18": 40.0, "vit": 3.5, "vit_causal": 4.0}
"""What an encoder of this architecture takes for all photographs at all strengths; others take one second."""


def _ask() -> None:
    st.session_state["matching_curves"] = True


@st.cache_data(show_spinner="Matching the photographs with their twins …", show_time=True, max_entries=128)
def _curve(kind: Features, knob: str) -> Curve:
    return curve(_ladder(knob), kind.kind())


@st.cache_resource(show_spinner="Changing the photographs …", max_entries=1)
def _ladder(knob: str) -> list[list[Pair]]:
    """The pairs, with the points that were found on them: all kinds are asked about the same."""
    return ladder([photograph(name) for name in PHOTOGRAPHS], knob)


INTRODUCTION = (
    "One picture is an anecdote. Take all {pictures} photographs and make one change stronger and stronger: which "
    "features bear it?"
)
LOOK = (
    "Look for where a line leaves the top: up to there the change is overlooked. Each band is the 95 % interval of the "
    "mean over the photographs. **Right** and **found again** are two questions: features that make few matches can be "
    "right in most of them."
)
UNASKED = (
    "**What may surprise you**: the encoders were trained on small images, and nobody asked them which point of one "
    "picture is which of another. That their maps tell points apart at all is a by-product, and how "
    "much of it training has brought you can see from the distance to the **untrained** encoder."
)
UPRIGHT = (
    "SIFT, of 2004, and ORB turn every point's surroundings upright before they describe them, and SIFT brings them to "
    "one size with care. Nothing in the encoders or in the raw pixels does that."
)
NOTES = {
    "rotation": UPRIGHT,
    "scale": UPRIGHT,
    "contrast": (
        "Most lines fall as one, as what gets lost is the points and not their description: on a faint picture SIFT "
        "finds none, and then nobody has anything to describe."
    ),
}
"""What else there is to know about a change."""
