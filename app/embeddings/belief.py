"""How far a map can be believed, in numbers."""

from __future__ import annotations

import hashlib

import streamlit as st
from torch import Tensor

from app.embeddings.snapshots import Moment
from app.runs.view import RunView
from ssl_demo.evaluation.preservation import NEIGHBOURS, Preservation, preservation
from ssl_demo.runs.run import Run

KNN = 20
"""Neighbours that vote; see `knn_accuracy`."""


def kept(run: Run, moment: Moment, points: Tensor) -> Preservation | None:
    """How well this map of a moment keeps the neighbourhoods of its features; None for fewer than four images."""
    drawn = hashlib.sha256(points.contiguous().numpy().tobytes()).hexdigest()
    return _kept(run.id, moment.step, drawn, moment.features, points)


def preserved(view: RunView, moment: Moment, points: Tensor) -> str:
    """The accuracy of the features, and how well the map keeps their neighbourhoods."""
    knn = dict(view.gauge("knn")).get(moment.step)
    said = [] if knn is None else [f"{len(points):,} images · kNN accuracy **{knn:.1%}**"]
    found = kept(view.run, moment, points)
    if found is not None:
        said.append(f"trustworthiness **{found.trustworthiness.mean():.3f}**")
        said.append(f"continuity **{found.continuity.mean():.3f}**")
    return f"{' · '.join(said)}." if said else ""


PROTOCOL = (
    f"**kNN accuracy**: the {KNN} nearest of the other images on the map vote on an image's class. **Trustworthiness** "
    f"and **continuity** ask about the {NEIGHBOURS} nearest of each image: how many of those on the map are near among "
    "the features, and how many of those among the features are near on the map; 1 is perfect. Nearness is cosine "
    "similarity among the features. These are training images; labels serve the numbers and colours alone."
)
SEEN_LABELS = (
    "This encoder was **trained with these very labels**, so its accuracies here are no match for those of encoders "
    "that never saw them; test images decide that, on Label budget."
)


@st.cache_data(show_spinner="Comparing neighbours …", max_entries=256)
def _kept(run_id: str, step: int, drawn: str, _features: Tensor, _points: Tensor) -> Preservation | None:
    return preservation(_features, _points)
