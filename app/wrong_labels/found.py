"""What a search for wrong labels has found: its numbers in words, and the most suspicious images."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.findings import percent
from app.gallery import sheet
from app.names import dataset_title
from app.palette import CLASS_COLOURS
from app.state import dataset
from ssl_demo.evaluation.known_errors import KNOWN_ERRORS
from ssl_demo.jobs.suspects import Search, Suspect
from ssl_demo.runs.run import Run

FLIPPED = CLASS_COLOURS[1]
"""The frame of an image whose label was flipped here; its caption says so as well."""
AT_FIRST = 24
"""Suspects that are shown at once; the others unfold, as on a phone they would fill many screens."""


def show_found(run: Run, search: Search) -> None:
    """Numbers, words and gallery. Raises UserError if the images are not those that were searched."""
    images = dataset(run.config.data).train
    run.check_images(images)
    _show_numbers(search)
    st.markdown("\n\n".join(filter(None, (in_words(search), _as_they_are(search), _of_drawings(run)))))
    if search.top:
        _show_gallery(run, search.top)
    st.caption(_protocol(search))


def _show_numbers(search: Search) -> None:
    with st.container(horizontal=True):
        if search.flipped:
            st.metric("Flipped by us", f"{search.flipped:,}", help=f"Of {search.images:,} labels that were searched.")
        st.metric("Suspected", f"{search.suspected:,}", help="Labels that the search holds to be wrong.")
        if search.flipped:
            st.metric("Precision", _share(search.precision), help="Of the suspects, how many we had flipped.")
            st.metric("Recall", _share(search.recall), help="Of the labels we had flipped, how many are suspects.")


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)


def in_words(search: Search) -> str:
    """The numbers as sentences."""
    if not search.suspected:
        return f"**Nothing is suspected.** {_unnoticed(search)}"
    if not search.flipped:
        return (
            f"This is what the search suspects **in the data as they are**: {search.suspected:,} of "
            f"{search.images:,} labels, {percent(search.suspected / search.images, 1)}. Nothing was flipped, so there "
            "is nothing to count it against. A suspect is a question to a person, not a verdict: look at the images, "
            "and decide whom you would believe."
        )
    return (
        f"Of the {search.suspected:,} suspects, **{_share(search.precision)}** were flipped by us (**precision**); "
        f"pointing at labels blindly would reach {percent(search.flipped / search.images)}. Of the {search.flipped:,} "
        f"flipped labels, **{_share(search.recall)}** are among the suspects (**recall**). {_others(search)}"
    )


def _unnoticed(search: Search) -> str:
    if not search.flipped:
        return "Every label fits what the features say."
    if search.flipped == search.images:
        return (
            "Every label is wrong, yet they don't contradict each other: a class that is always called by the same "
            "wrong name has, to a search like this, simply another name."
        )
    return f"All {search.flipped:,} flipped labels went unnoticed."


def _others(search: Search) -> str:
    if search.flipped == search.images:
        return "As every label is wrong, whoever points at anything is right: here precision says nothing."
    if search.precision == 1:
        return "No label was suspected that we had left alone."
    return (
        "The other suspects have the label that they came with: they are images that these features find hard, or "
        "errors that were there before. Features that know more about the images suspect fewer of them."
    )


def _as_they_are(search: Search) -> str:
    """Beside what is suspected in the data as they are, what people have found in such data."""
    if search.flipped or not search.suspected:
        return ""
    known = KNOWN_ERRORS[0]
    errors = f"{known.errors} of {known.images:,} labels, {percent(known.errors / known.images, 2)}"
    return (
        f"To compare ({known.dataset}): there, people found {errors}, to be wrong. A search with features that know "
        "little suspects many more: most of its suspects are images that it finds hard."
    )


def _of_drawings(run: Run) -> str:
    if run.config.data.dataset != "scenes":
        return ""
    return (
        "**Scenes** is drawn by a program that knows what it draws, so its labels are right by construction. A suspect "
        "that we didn't flip is a hard image here, never a wrong label."
    )


def _show_gallery(run: Run, top: Sequence[Suspect]) -> None:
    flipped = sum(one.flipped for one in top)
    st.markdown(f"**The {len(top)} most suspicious**{f', {flipped} of them flipped by us' if flipped else ''}")
    _show_sheet(run, top[:AT_FIRST])
    if len(top) > AT_FIRST:
        with st.expander(f"The next {len(top) - AT_FIRST}", icon=":material/photo_library:"):
            _show_sheet(run, top[AT_FIRST:])
    marked = (
        "Framed, and named in their captions, are those that we flipped; where the features guess wrong as well, it "
        "says what the label was. "
    )
    st.caption(
        f"The worst first: those whose given label gets the least probability. {marked if flipped else ''}A surprise "
        "would be a given label that is plainly right beside a guess that is absurd: then the features are wrong."
    )


def _show_sheet(run: Run, some: Sequence[Suspect]) -> None:
    images, title = dataset(run.config.data).train, dataset_title(run.config.data.dataset)
    captions = [_caption(one, images.classes) for one in some]
    sheet(
        images.pixels[[one.place for one in some]],
        alt=[f"An image of {title}. {caption}" for caption in captions],
        captions=captions,
        marks=[FLIPPED if one.flipped else None for one in some],
        width=112,
    )


def _caption(one: Suspect, classes: tuple[str, ...]) -> str:
    was = f", was {classes[one.original]}" if one.original != one.guess else ""
    flipped = f" · flipped by us{was}" if one.flipped else ""
    return f"given: {classes[one.given]} / features say: {classes[one.guess]}{flipped}"


def _protocol(search: Search) -> str:
    sample = f" of the {search.of:,}, drawn evenly from the classes" if search.images < search.of else ""
    return (
        f"How it was measured: {search.images:,} training images{sample}. Linear probes on the run's frozen features, "
        "five-fold cross-validation, L2 chosen on the same labels, wrong ones included. Thresholds and choice: "
        "confident learning, “prune by noise rate”, by the library cleanlab. No test image takes part."
    )
