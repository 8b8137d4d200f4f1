"""What a linear probe says of the images of a map, each judged by a probe that was not fitted on it."""

from __future__ import annotations

import streamlit as st
import torch
from torch import Tensor

from app.embeddings.snapshots import Moment
from ssl_demo.errors import UserError
from ssl_demo.evaluation.confident import held_out_probabilities
from ssl_demo.evaluation.probe import tune_probe
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run


def probed(run: Run, moment: Moment) -> Tensor:
    """The probability of every class for every image, float64 [n, classes].

    A class with one image only is one that no probe knows. Raises UserError unless two classes have at least two.
    """
    return _probed(run.id, moment.step, moment)


@st.cache_data(show_spinner="Asking a probe …", max_entries=64)
def _probed(run_id: str, step: int, _moment: Moment) -> Tensor:
    features, labels, classes = _moment.features, _moment.images.labels, len(_moment.images.classes)
    known = labels.bincount(minlength=classes) >= 2
    if known.sum() < 2:
        raise UserError(
            "A probe needs two classes with at least two images each on this map; paint it by something else, or train "
            "on more images."
        )
    numbers = known.nonzero()[:, 0]
    judged = known[labels]
    label = torch.searchsorted(numbers, labels[judged])
    probabilities = torch.zeros(len(labels), classes, dtype=torch.float64)
    found = held_out_probabilities(features[judged], label, len(numbers), generator(0, "probe of a map"))
    probabilities[judged.nonzero(), numbers] = found
    if not judged.all():
        probe, _ = tune_probe(features[judged], label, len(numbers), generator(0, "probe of a map"))
        probabilities[(~judged).nonzero(), numbers] = probe.logits(features[~judged]).double().softmax(dim=1)
    return probabilities
