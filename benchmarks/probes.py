"""Probes beside scikit-learn: six label counts × draws × three feature sets, L2 tuned on validation labels.

Both get the same features, labels, folds and strengths to choose from, on all cores. scikit-learn's LogisticRegression
fits every strength on every fold, is scored by the cross-entropy of the held-out images as here, and fits all labelled
images anew with the strength that is best.
"""

from __future__ import annotations

import argparse
import time
import warnings
from statistics import mean

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from torch import Tensor

from benchmarks.images import cifar10
from benchmarks.report import report
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.features import probe_features, raw_pixels
from ssl_demo.evaluation.folds import held_out_masks
from ssl_demo.evaluation.label_draws import draw_labels
from ssl_demo.evaluation.probe import L2_GRID, L2_WITHOUT_TUNING, Scale, tune_probe
from ssl_demo.models import make_encoder
from ssl_demo.randomness import generator
from ssl_demo.training.cores import set_threads

COUNTS = (1, 5, 10, 50, 100, 500)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--most", type=int, default=500, help="leave larger label counts out")
    options = parser.parse_args()
    draws, counts = options.draws, [count for count in COUNTS if count <= options.most]
    set_threads()
    warnings.simplefilter("ignore", ConvergenceWarning)
    images = cifar10(10_000)
    rows = []
    totals = [0.0, 0.0]
    sets = feature_sets(images)
    for count in counts:
        seconds: list[float] = [0.0, 0.0]
        found: list[list[float]] = [[], []]
        for train, test in sets:
            scale = Scale.of(train)
            for draw in range(draws):
                labelled = draw_labels(images.train.labels, count, draw, seed=0)
                given = (train[labelled], images.train.labels[labelled], draw, scale, test, images.test.labels)
                for which, fit in enumerate((ours, theirs)):
                    began = time.perf_counter()
                    found[which].append(fit(*given))
                    seconds[which] += time.perf_counter() - began
        rows.append(row(count, seconds, found))
        totals = [a + b for a, b in zip(totals, seconds, strict=True)]
    rows.append(["all", f"{totals[0]:.1f}", f"{totals[1]:.1f}", f"{totals[1] / totals[0]:.1f}", "", "", ""])
    header = [
        "labels per class",
        "seconds here",
        "scikit-learn",
        "ratio",
        "accuracy here",
        "scikit-learn",
        "difference",
    ]
    report("probes", f"{len(counts)} label counts × {draws} draws × three feature sets", __doc__ or "", header, rows)


def row(count: int, seconds: list[float], found: list[list[float]]) -> list[object]:
    here, there = mean(found[0]), mean(found[1])
    ratio = seconds[1] / seconds[0]
    times = [f"{seconds[0]:.1f}", f"{seconds[1]:.1f}", f"{ratio:.1f}"]
    return [count, *times, f"{here:.2%}", f"{there:.2%}", f"{100 * (here - there):+.2f}"]


def feature_sets(images: Dataset) -> list[tuple[Tensor, Tensor]]:
    """Features of the training and the test images: of two untrained encoders, and the raw pixels."""
    encoders = [make_encoder(RunConfig.encoder, images.train.pixels, generator(seed)) for seed in (0, 1)]
    readers = [lambda pixels, e=encoder: probe_features(e, pixels) for encoder in encoders] + [raw_pixels]
    return [(read(images.train.pixels), read(images.test.pixels)) for read in readers]


def ours(features: Tensor, labels: Tensor, draw: int, scale: Scale, test: Tensor, answers: Tensor) -> float:
    """Accuracy of this project's probe."""
    probe, _ = tune_probe(features, labels, len(answers.unique()), generator(0, "folds", draw), scale)
    return probe.accuracy(test, answers)


def theirs(features: Tensor, labels: Tensor, draw: int, scale: Scale, test: Tensor, answers: Tensor) -> float:
    """Accuracy of scikit-learn's logistic regression, tuned in the same way."""
    x, y = scale.apply(features).numpy(), labels.numpy()
    masks = [mask.numpy() for mask in held_out_masks(labels, generator(0, "folds", draw))]
    losses = {l2: sum(held_out_loss(x, y, mask, l2) for mask in masks) for l2 in L2_GRID} if masks else {}
    model = fitted(x, y, min(losses, key=losses.__getitem__) if losses else L2_WITHOUT_TUNING)
    return float(model.score(scale.apply(test).numpy(), answers.numpy()))


def held_out_loss(x: np.ndarray, y: np.ndarray, held: np.ndarray, l2: float) -> float:
    """Summed cross-entropy of the images held out."""
    model = fitted(x[~held], y[~held], l2)
    return float(log_loss(y[held], model.predict_proba(x[held]), normalize=False, labels=model.classes_))


def fitted(x: np.ndarray, y: np.ndarray, l2: float) -> LogisticRegression:
    """scikit-learn's optimum of the same objective; its C is 1 / (n · l2)."""
    return LogisticRegression(C=1 / (len(y) * l2), max_iter=1_000).fit(x, y)


if __name__ == "__main__":
    main()
