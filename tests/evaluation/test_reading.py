"""How well properties are read off features, against scikit-learn's models and scores."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.stats import binom, sem
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.metrics import r2_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.reading import ENOUGH, PENALTIES, Reading, chance_of, read_off
from ssl_demo.evaluation.targets import Target

SEEN, ASKED = 300, 200


def features_and_noise(noise: float, seed: int = 0) -> tuple[Features, torch.Tensor, torch.Tensor]:
    """Features of both splits, and two hidden numbers of each image that they tell, noisily."""
    dice = torch.Generator().manual_seed(seed)
    hidden = torch.randn(SEEN + ASKED, 2, generator=dice)
    mixed = hidden @ torch.randn(2, 20, generator=dice) + noise * torch.randn(SEEN + ASKED, 20, generator=dice)
    return Features(5 * mixed[:SEEN] + 3, 5 * mixed[SEEN:] + 3), hidden[:SEEN], hidden[SEEN:]


def target_of(train: torch.Tensor, test: torch.Tensor) -> Target:
    return Target("made up", train, test, torch.arange(len(train)), torch.arange(len(test)))


@pytest.mark.parametrize("noise", [0.3, 3.0, 30.0])
def test_r_squared_is_that_of_scikit_learn(noise: float) -> None:
    features, train, test = features_and_noise(noise)
    train, test = train * torch.tensor([1.0, 50.0]) + 7, test * torch.tensor([1.0, 50.0]) + 7
    oracle = make_pipeline(StandardScaler(), RidgeCV(alphas=PENALTIES, alpha_per_target=True))
    oracle.fit(features.train.double(), StandardScaler().fit_transform(train.double()))
    named = oracle.predict(features.test.double()) * train.std(dim=0, correction=0).numpy() + train.mean(dim=0).numpy()
    expected = r2_score(test, named, multioutput="uniform_average")
    assert read_off(features, target_of(train, test), 0).value == pytest.approx(expected, abs=1e-4)


def test_one_measurement_is_enough() -> None:
    features, train, test = features_and_noise(0.01)
    assert read_off(features, target_of(train[:, :1], test[:, :1]), 0).value > 0.99


def test_accuracy_is_about_that_of_scikit_learn() -> None:
    features, train, test = features_and_noise(2.0)
    labels, truth = (2 * (hidden[:, 0] > 0) + (hidden[:, 1] > 0) for hidden in (train, test))
    search = GridSearchCV(LogisticRegression(max_iter=1_000), {"C": np.logspace(-4, 2, 13)}, scoring="neg_log_loss")
    oracle = make_pipeline(StandardScaler(), search).fit(features.train, labels)
    expected = float(np.mean(oracle.predict(features.test) == truth.numpy()))
    assert read_off(features, target_of(labels, truth), 0).value == pytest.approx(expected, abs=0.03)


def test_only_the_places_of_the_target_are_read() -> None:
    features, train, test = features_and_noise(0.01)
    spoiled = Features(features.train.clone(), features.test.clone())
    spoiled.train[:100] = 1e3 * torch.randn(100, 20, generator=torch.Generator().manual_seed(1))
    labels, truth = (train[100:, 0] > 0).long(), (test[50:, 0] > 0).long()
    target = Target("part", labels, truth, torch.arange(100, SEEN), torch.arange(50, ASKED))
    reading = read_off(spoiled, target, 0)
    assert len(reading.scores) == 150 and reading.value > 0.95


def test_chance_is_to_name_what_is_most_frequent_in_training() -> None:
    train, test = torch.tensor([0, 1, 1, 2, 1]), torch.tensor([1, 0, 0, 0])
    dummy = DummyClassifier(strategy="most_frequent").fit(np.zeros((5, 1)), train)
    assert chance_of(target_of(train, test)) == dummy.score(np.zeros((4, 1)), test) == 0.25
    assert chance_of(target_of(torch.randn(5, 1), torch.randn(4, 1))) == 0.0


def test_the_error_of_an_accuracy_is_binomial() -> None:
    reading = Reading((torch.arange(50) < 40).float())
    assert reading.value == pytest.approx(0.8)
    assert reading.error == pytest.approx((0.8 * 0.2 / 49) ** 0.5)
    assert reading.error == pytest.approx(sem(reading.scores), rel=1e-6)


def test_a_lead_is_judged_image_by_image() -> None:
    dice = torch.Generator().manual_seed(0)
    hard = torch.randn(400, generator=dice)
    one, other = Reading(hard + 0.1 + 0.1 * torch.randn(400, generator=dice)), Reading(hard)
    lead = one.lead_over(other)
    assert lead.value == pytest.approx(0.1, abs=0.02)
    assert lead.error == pytest.approx(sem(one.scores - other.scores), rel=1e-5)
    # Neither is known well enough by itself.
    assert lead.is_clear and 3 * one.error > lead.value
    assert other.lead_over(one).is_clear and other.lead_over(one).value < 0
    assert not one.lead_over(one).is_clear


def test_two_that_differ_by_chance_alone_are_seldom_called_different() -> None:
    dice = torch.Generator().manual_seed(0)
    coins = [[Reading(torch.randint(2, (300,), generator=dice).float()) for _ in range(2)] for _ in range(500)]
    clear = sum(one.lead_over(other).is_clear for one, other in coins)
    assert 5 < clear < 50  # 4.6 % of 500 are expected


@pytest.mark.parametrize("count", [1, 3, ENOUGH - 1])
def test_of_few_test_images_nothing_is_clear_even_if_all_say_the_same(count: int) -> None:
    """By a fair coin three images agree in one of four cases, and one image in every case."""
    lead = Reading(torch.ones(count)).lead_over(Reading(torch.zeros(count)))
    assert lead.value == 1.0
    assert not lead.is_clear
    assert Reading(torch.ones(ENOUGH)).lead_over(Reading(torch.zeros(ENOUGH))).is_clear


def test_one_test_image_bounds_nothing() -> None:
    assert Reading(torch.ones(1)).error == math.inf


@pytest.mark.parametrize("apart", [0.05, 0.1, 0.2, 0.5, 1.0])
def test_from_so_few_images_on_chance_alone_is_seldom_called_clear(apart: float) -> None:
    """All that two encoders that are as good can say, with its chance: they differ about this share of the images."""
    clear = 0.0
    for differing in range(ENOUGH + 1):
        for ahead in range(differing + 1):
            one, other = torch.zeros(ENOUGH), torch.zeros(ENOUGH)
            one[:ahead], other[ahead:differing] = 1, 1
            chance = binom.pmf(differing, ENOUGH, apart) * binom.pmf(ahead, differing, 0.5)
            clear += chance * Reading(one).lead_over(Reading(other)).is_clear
    assert clear < 0.07
