"""How strong an operation may be before encoders no longer know an image: three encoders, ten operations."""

from __future__ import annotations

import streamlit as st

from app.augmentations.asking import Sample, asked, sample_of
from app.augmentations.contenders import Contender, contenders_of
from app.augmentations.figure import glance_figure, strength_figure
from app.augmentations.with_labels import show_missing
from app.augmentations.words import MEASURES, TELLING, drawn_in_words, finding, glance
from app.chart import show_figure
from app.frame import run_title
from app.names import dataset_title, operation_title
from app.palette import CONTENDERS
from app.url import bound
from app.words import plain
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.augment.ranges import strengths_drawn
from ssl_demo.config import Recipe
from ssl_demo.evaluation.invariance import STRENGTHS
from ssl_demo.runs.run import Run


def show_sweep(run: Run) -> None:
    """All ten operations at a glance, and one over its strengths. Raises UserError when the images can't be had."""
    sample, contenders = sample_of(run), contenders_of(run)
    st.markdown(INTRODUCTION.format(count=len(sample)))
    left, right = st.columns(2, gap="large")
    with left:
        _glance(contenders, sample)
    with right:
        _over_strengths(run.config.recipe, contenders, sample)
    if "supervised" not in {contender.name for contender in contenders}:
        show_missing(run, "What would it overlook that this one doesn't?")
    st.caption(_protocol(run, contenders, sample))


INTRODUCTION = (
    "Take {count} training images, change every one of them in the same way, and show the encoder one of these at a "
    "time: is it nearer to its own original than to all the others? Then it is **found again**, and the encoder "
    "overlooks that change without overlooking what the image is. **Similarity** alone misleads, as an untrained "
    "encoder tends to call any two images alike: a thin line in the same colour shows how alike two *different* ones "
    "are to it."
)


def _glance(contenders: list[Contender], sample: Sample) -> None:
    found = {
        c.name: {name: asked(c, sample, name, (strength,)).found[0] for name, (strength, _) in TELLING.items()}
        for c in contenders
    }
    labels = {name: label for name, (_, label) in TELLING.items()}
    show_figure(glance_figure(found, labels), "lab_glance", glance(found))


def _over_strengths(recipe: Recipe, contenders: list[Contender], sample: Sample) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with bound("operation", operation_title) as url:
            operation = st.selectbox("Operation", list(OPERATIONS), format_func=operation_title, width=240, **url)
        with bound("measure", MEASURES.__getitem__) as url:
            measure = st.segmented_control(
                "Measure", list(MEASURES), format_func=MEASURES.__getitem__, default="found", required=True, **url
            )
    results = {c.name: asked(c, sample, operation, STRENGTHS[operation]) for c in contenders}
    drawn = strengths_drawn(recipe, operation)
    figure = strength_figure(results, operation, measure, drawn)
    show_figure(figure, "lab_strength", finding(results, operation, measure))
    st.caption(drawn_in_words(drawn, operation_title(operation), OPERATIONS[operation].switch))


def _protocol(run: Run, contenders: list[Contender], sample: Sample) -> str:
    """Which images and encoders the figures are about."""
    who = {c.name: plain(run_title(c.run)) for c in contenders}
    named = [f"{CONTENDERS[name].title}: {title}" for name, title in who.items() if name != "untrained"]
    return (
        f"{len(sample)} training images of {plain(dataset_title(run.config.data.dataset))}, drawn at random once and "
        f"the same for all; no labels are used. {'; '.join(named)}; untrained: {who['untrained']} before its first "
        f"step. Guessing blindly would find {1 / len(sample):.1%} again. Strengths are fixed, not drawn, and "
        "crop and cutout are in the middle; in training they are drawn anew for each view."
    )
