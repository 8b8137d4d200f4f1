"""Suspects against cleanlab called directly and against the truth; the probabilities against scikit-learn."""

from __future__ import annotations

import math

import pytest
import torch
from cleanlab.filter import find_label_issues
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.confident import find_suspects, held_out_probabilities, precision_recall
from ssl_demo.evaluation.flips import shuffled_ranks, symmetric_flips
from ssl_demo.evaluation.known_errors import KNOWN_ERRORS
from ssl_demo.evaluation.probe import Scale, tune_probe
from ssl_demo.randomness import generator

CLASSES = 5


def gaussians(per_class: int, distance: float, d: int = 8) -> tuple[Tensor, Tensor]:
    """Five classes at this distance from the middle, each in a direction of its own."""
    labels = torch.arange(CLASSES * per_class) % CLASSES
    noise = torch.randn(len(labels), d, generator=generator(0, "noise"))
    return distance * torch.eye(d)[labels] + noise, labels


def flipped(labels: Tensor, fraction: float) -> Tensor:
    return symmetric_flips(labels, CLASSES, fraction, generator(0, "flips"))


def test_flips_of_classes_that_lie_apart_are_found_and_named_rightly() -> None:
    features, truth = gaussians(200, distance=8)
    given = flipped(truth, 0.2)
    suspects = find_suspects(features, given, CLASSES, generator(0, "folds"))
    precision, recall = precision_recall(suspects.places, given != truth)
    assert precision is not None and recall is not None and min(precision, recall) > 0.9
    hits = suspects.places[(given != truth)[suspects.places]]
    guesses = suspects.guess[(given != truth)[suspects.places]]
    assert (guesses == truth[hits]).float().mean() > 0.95


def test_right_labels_of_classes_that_lie_apart_are_not_suspected() -> None:
    features, truth = gaussians(80, distance=8)
    suspects = find_suspects(features, truth, CLASSES, generator(0, "folds"))
    assert len(suspects.places) <= 2
    assert precision_recall(suspects.places, truth != truth)[1] is None


def test_suspects_are_those_of_cleanlab_on_the_same_probabilities() -> None:
    features, truth = gaussians(60, distance=2)
    given = flipped(truth, 0.3)
    suspects = find_suspects(features, given, CLASSES, generator(0, "folds"))
    shares = held_out_probabilities(features, given, CLASSES, generator(0, "folds")).numpy()
    mask = find_label_issues(given.numpy(), shares, filter_by="prune_by_noise_rate", n_jobs=1)
    assert 20 < mask.sum() < 200
    assert suspects.places.sort().values.tolist() == mask.nonzero()[0].tolist()
    places = suspects.places.numpy()
    assert suspects.confidence.tolist() == shares[places, given.numpy()[places]].tolist()
    assert suspects.confidence.tolist() == sorted(suspects.confidence.tolist())
    assert suspects.guess.tolist() == shares[places].argmax(axis=1).tolist()
    assert not (suspects.guess == given[suspects.places]).any()


def test_the_probabilities_are_those_of_scikit_learn_fitted_without_the_image() -> None:
    features, truth = gaussians(20, distance=1.5)
    features, given = features * torch.logspace(-2, 2, 8) + 5, flipped(truth, 0.4)
    ours = held_out_probabilities(features, given, CLASSES, generator(0, "folds"))
    g = generator(0, "folds")
    _, l2 = tune_probe(features, given, CLASSES, g, Scale.of(features))
    fold = shuffled_ranks(given, g).numpy() % 5
    x, y = StandardScaler().fit_transform(features.double().numpy()), given.numpy()
    for which in range(5):
        fitted = LogisticRegression(C=1 / ((fold != which).sum() * l2), tol=1e-8, max_iter=10_000)
        theirs = cross_val_predict(fitted, x, y, cv=PredefinedSplit(fold), method="predict_proba")
        torch.testing.assert_close(
            ours[fold == which], torch.from_numpy(theirs[fold == which]), atol=2e-3, rtol=0, check_dtype=False
        )
    torch.testing.assert_close(ours.sum(dim=1), torch.ones(len(ours), dtype=torch.float64))


def test_classes_with_one_label_or_none_are_left_out() -> None:
    features, truth = gaussians(40, distance=4)
    given = flipped(truth, 0.2)
    kept = given != 3
    kept[given == 1] = False
    images = kept.nonzero()[:, 0]
    alone = find_suspects(features[images], (torch.tensor([0, -1, 1, -1, 2]))[given[images]], 3, generator(0, "folds"))
    # One image of class 3 stays, none of class 1, and a sixth class is there in name only.
    kept[(given == 3).nonzero()[0]] = True
    images_and_one = kept.nonzero()[:, 0]
    suspects = find_suspects(features[images_and_one], given[images_and_one], 6, generator(0, "folds"))
    assert len(suspects.places) > 10
    assert images_and_one[suspects.places].tolist() == images[alone.places].tolist()
    assert suspects.guess.tolist() == torch.tensor([0, 2, 4])[alone.guess].tolist()


def test_two_labels_per_class_are_enough_and_a_rare_class_leaves_the_others_their_folds() -> None:
    features, truth = gaussians(2, distance=20)
    assert len(find_suspects(features, truth, CLASSES, generator(0, "folds")).places) == 0
    features, truth = gaussians(30, distance=20)
    rare = (truth != 0) | (torch.arange(len(truth)) < 2 * CLASSES)
    shares = held_out_probabilities(features[rare], truth[rare], CLASSES, generator(0, "folds"))
    assert (shares.argmax(dim=1) == truth[rare]).all()


def test_where_all_labels_are_wrong_by_chance_only_wrong_ones_can_be_found() -> None:
    features, truth = gaussians(40, distance=8)
    suspects = find_suspects(features, flipped(truth, 1.0), CLASSES, generator(0, "folds"))
    precision, recall = precision_recall(suspects.places, flipped(truth, 1.0) != truth)
    assert precision in (1.0, None) and recall is not None


def test_a_mistake_that_everybody_makes_is_not_found() -> None:
    features, truth = gaussians(40, distance=8)
    given = (truth + 1) % CLASSES
    suspects = find_suspects(features, given, CLASSES, generator(0, "folds"))
    recall = precision_recall(suspects.places, given != truth)[1]
    assert recall is not None and recall < 0.02


def test_labels_too_few_to_tell_a_wrong_one_are_refused() -> None:
    features, truth = gaussians(2, distance=8)
    for few in (slice(0, 0), slice(0, CLASSES), slice(0, CLASSES + 1)):
        with pytest.raises(UserError, match="two classes"):
            find_suspects(features[few], truth[few], CLASSES, generator(0, "folds"))
    with pytest.raises(UserError, match="two classes"):
        find_suspects(features, torch.zeros_like(truth), CLASSES, generator(0, "folds"))
    features[0, 0] = math.nan
    with pytest.raises(UserError, match="not numbers"):
        find_suspects(features, truth, CLASSES, generator(0, "folds"))


def test_precision_and_recall_are_counted_by_hand() -> None:
    wrong = torch.tensor([True, False, True, True, False, True])
    assert precision_recall(torch.tensor([3, 1, 0]), wrong) == (2 / 3, 2 / 4)
    nothing = torch.tensor([], dtype=torch.int64)
    assert precision_recall(nothing, wrong) == (None, 0.0)
    assert precision_recall(torch.tensor([3, 1]), wrong & False) == (0.0, None)
    assert precision_recall(nothing, wrong & False) == (None, None)


def test_the_known_errors_are_the_papers_percentages() -> None:
    assert [round(known.percent, 2) for known in KNOWN_ERRORS] == [0.54, 5.85, 5.83]
