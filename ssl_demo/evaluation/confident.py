"""Confident learning: which labels are probably wrong, found without knowing a single one to be right.

Every image is judged by a probe that was not fitted on it. A class's threshold is the mean probability that the class
has on the images labelled with it; an image that reaches the threshold of another class than its label's counts as a
confident disagreement. The table of these counts, given class by likely class, says how many labels of each class are
probably another one, and so many are taken: those with the largest margin of the other class over the given one
(Northcutt, Jiang & Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, §3.1 and, of
the ways to choose in §3.2, "prune by noise rate"). Counts and choice are cleanlab's, the library of the authors.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import torch
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.flips import shuffled_ranks
from ssl_demo.evaluation.folds import FOLDS
from ssl_demo.evaluation.probe import Scale, fit_probe, tune_probe

# cleanlab keeps its tables in globals of its module while it chooses, which two threads would mix up.
_CHOOSING = Lock()


@dataclass(frozen=True)
class Suspects:
    """Images whose label is probably wrong, the most suspicious first.

    places: int64 [m], their positions; guess: int64 [m], the class that the probe holds likeliest, never the given one;
    confidence: float64 [m], ascending, the probability that it leaves to the given label.
    """

    places: Tensor
    guess: Tensor
    confidence: Tensor


def find_suspects(features: Tensor, given: Tensor, classes: int, generator: torch.Generator) -> Suspects:
    """The images whose given label confident learning holds to be wrong.

    features: float32 [n, d]; given: int64 [n] in 0 … classes - 1. A class that only one image is labelled with, or
    none, is left out, image and all: that image's probe wouldn't know of its class. Raises UserError where that leaves
    fewer than two classes, or for features that are not numbers.
    """
    from cleanlab.filter import find_label_issues

    judged = given.bincount(minlength=classes) >= 2
    if judged.sum() < 2:
        raise UserError("Wrong labels show only among others; give at least two images of two classes a label each.")
    images = judged[given].nonzero()[:, 0]
    # Classes that are left out would be columns without labels: the others are numbered anew.
    label = (judged.cumsum(dim=0) - 1)[given[images]]
    probabilities = held_out_probabilities(features[images], label, int(judged.sum()), generator)
    with _CHOOSING:
        found = find_label_issues(
            label.numpy(), probabilities.numpy(), return_indices_ranked_by="self_confidence", n_jobs=1
        )
    suspects = torch.from_numpy(found)
    return Suspects(
        places=images[suspects],
        guess=judged.nonzero()[:, 0][probabilities[suspects].argmax(dim=1)],
        confidence=probabilities[suspects, label[suspects]],
    )


def held_out_probabilities(features: Tensor, labels: Tensor, classes: int, generator: torch.Generator) -> Tensor:
    """What probes that were not fitted on an image hold its class to be: float64 [n, classes], rows that sum to 1.

    features: float32 [n, d]; labels: int64 [n], at least two of each class. Five-fold cross-validation, each class
    spread over the folds. One L2 for all folds is chosen by `tune_probe` on all these labels.
    """
    scale = Scale.of(features)
    _, l2 = tune_probe(features, labels, classes, generator, scale)
    fold = shuffled_ranks(labels, generator) % FOLDS
    probabilities = torch.empty(len(labels), classes, dtype=torch.float64)
    for which in fold.unique():
        held = fold == which
        probe = fit_probe(features[~held], labels[~held], classes, l2, scale)
        probabilities[held] = probe.logits(features[held]).double().softmax(dim=1)
    return probabilities


def precision_recall(places: Tensor, flipped: Tensor) -> tuple[float | None, float | None]:
    """How many of the suspects are flipped, and how many of the flipped are suspects: shares, 0 … 1.

    places: int64 [m], positions of the suspects, none twice; flipped: bool [n]. None stands where there is nothing to
    take a share of: no suspect, or no flipped label.
    """
    hits, suspected, wrong = int(flipped[places].sum()), len(places), int(flipped.sum())
    return hits / suspected if suspected else None, hits / wrong if wrong else None
