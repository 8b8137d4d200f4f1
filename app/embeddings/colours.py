"""By what the points are painted: the class, what a probe says, clusters, what is true about a scene, or trust."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import streamlit as st
import torch
from torch import Tensor

from app.embeddings.belief import SEEN_LABELS, kept
from app.embeddings.factors import by_factor, known_factors
from app.embeddings.probed import probed
from app.embeddings.scale import by_limits
from app.embeddings.snapshots import Moment
from app.names import class_names, needs_labels
from app.palette import CONTENDERS, class_colour
from app.scatter.colouring import Colouring, by_class, by_kind
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.evaluation.clusters import find_clusters, same_as_classes
from ssl_demo.runs.run import Run


class Painted(NamedTuple):
    """The colours, and a sentence on what they say here."""

    colouring: Colouring
    note: str = ""


class Painting(NamedTuple):
    """One way to paint. about: what the colours mean. paint: from a run, a moment and the map's points [n, 2 or 3]."""

    title: str
    about: str
    paint: Callable[[Run, Moment, Tensor], Painted]


def paintings(images: Images) -> dict[str, Painting]:
    """The ways to paint a map of these images, by name."""
    factors = {
        name: Painting(title, TRUTH, lambda run, moment, points, name=name: Painted(by_factor(moment.images, name)))
        for name, title in known_factors(images).items()
    }
    return {**GENERAL, **factors}


def _by_class(run: Run, moment: Moment, points: Tensor) -> Painted:
    return Painted(by_class(moment.images))


def _by_prediction(run: Run, moment: Moment, points: Tensor) -> Painted:
    predicted = probed(run, moment).argmax(dim=1)
    truth = [f"really {name}" for name in _labels(moment)]
    return Painted(by_kind(predicted, class_names(moment.images), truth), _accuracy(run, moment, predicted))


def _by_error(run: Run, moment: Moment, points: Tensor) -> Painted:
    predicted = probed(run, moment).argmax(dim=1)
    wrong = (predicted != moment.images.labels).long()
    names = class_names(moment.images)
    captions = [
        f"{name}, taken for {names[guess]}" if miss else name
        for name, guess, miss in zip(_labels(moment), predicted.tolist(), wrong.tolist(), strict=True)
    ]
    colours, markers = [CONTENDERS["untrained"].colour, class_colour(1)], ["circle", "cross"]
    painted = Colouring(wrong, ["right", "wrong"], colours, markers, captions)
    return Painted(painted, _accuracy(run, moment, predicted))


def _by_uncertainty(run: Run, moment: Moment, points: Tensor) -> Painted:
    probabilities = probed(run, moment)
    entropy = torch.special.entr(probabilities).sum(dim=1) / math.log(2)
    most = math.log2(probabilities.shape[1])
    note = f"On average {entropy.mean():.2f} bits; to know nothing would be {most:.2f}."
    return Painted(by_limits(entropy, BITS, "{:.2f} bits"), note)


def _by_cluster(run: Run, moment: Moment, points: Tensor) -> Painted:
    k = len(moment.images.labels.unique())
    clusters = _clusters(run.id, moment.step, k, run.config.seed, moment.features)
    names = [f"cluster {n + 1}" for n in range(int(clusters.max()) + 1)]
    index = same_as_classes(clusters, moment.images.labels)
    note = f"Adjusted Rand index against the classes: **{index:.2f}** (1: the same groups, 0: no better than chance)."
    return Painted(by_kind(clusters, names, _labels(moment)), note)


@st.cache_data(show_spinner=False, max_entries=64)
def _clusters(run_id: str, step: int, k: int, seed: int, _features: Tensor) -> Tensor:
    return find_clusters(_features, k, seed)


def _by_trust(which: str) -> Callable[[Run, Moment, Tensor], Painted]:
    def paint(run: Run, moment: Moment, points: Tensor) -> Painted:
        found = kept(run, moment, points)
        if found is None:
            raise UserError(f"Neighbourhoods need more than {len(points)} images; paint this map by something else.")
        values = getattr(found, which)
        return Painted(by_limits(values, TRUST), f"On average {values.mean():.3f}; 1 is perfect.")

    return paint


def _labels(moment: Moment) -> list[str]:
    names = class_names(moment.images)
    return [names[label] for label in moment.images.labels.tolist()]


def _accuracy(run: Run, moment: Moment, predicted: Tensor) -> str:
    right = float((predicted == moment.images.labels).float().mean())
    said = f"The probe is right for **{right:.1%}** of these images."
    return f"{said} {SEEN_LABELS}" if needs_labels(run.config.method) else said


PROBE = (
    "A **linear probe** names every image. It was fitted on other images of this map, four fifths of them at a time "
    "(five-fold cross-validation), so it was never fitted on the image that it names."
)
TRUTH = "What the program that drew the scenes knows about them; training was never told."
BITS = (0.05, 0.25, 0.5, 1.0, 2.0)
TRUST = (0.7, 0.8, 0.9, 0.95, 0.99)
GENERAL = {
    "class": Painting("Class", "The true class. Training without labels never saw it.", _by_class),
    "predicted": Painting("Class that a probe predicts", PROBE, _by_prediction),
    "error": Painting("Right or wrong", PROBE, _by_error),
    "uncertainty": Painting(
        "Uncertainty of the probe", f"{PROBE} Its uncertainty is the entropy of its answer.", _by_uncertainty
    ),
    "cluster": Painting(
        "Cluster",
        "**k-means** in the full feature space, with as many clusters as there are classes. It knows no labels.",
        _by_cluster,
    ),
    "trust": Painting(
        "Trustworthiness",
        "Low where a point's neighbours on the map are strangers among the features: there the map invents closeness.",
        _by_trust("trustworthiness"),
    ),
    "continuity": Painting(
        "Continuity",
        "Low where a point's neighbours among the features lie far from it on the map: there the map has torn them "
        "apart.",
        _by_trust("continuity"),
    ),
}
