"""Answers are read off frozen features as scikit-learn would, and by what they were fitted on alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.reading import PENALTIES
from ssl_demo.evaluation.transfer.label_budget import budget_curve
from ssl_demo.evaluation.transfer.read_out import read_out, scores_of
from ssl_demo.evaluation.transfer.tasks import tasks_of
from ssl_demo.randomness import generator


def telling(scenes: Dataset, noise: float = 0.05) -> Features:
    """Features that tell place, light and kind, mixed and with noise."""
    dice = torch.Generator().manual_seed(0)
    mixing = torch.randn(19, 40, generator=dice)

    def read(split: str) -> torch.Tensor:
        images = getattr(scenes, split)
        kind = torch.nn.functional.one_hot(images.labels, 10).float()
        turned = torch.stack([images.factors["rotation"].cos(), images.factors["rotation"].sin()], dim=1)
        known = torch.cat([images.factors["box"] / 16 - 1, images.factors["light"], kind, turned], dim=1)
        return known @ mixing + noise * torch.randn(len(images), 40, generator=dice)

    return Features(read("train"), read("test"))


def test_boxes_are_those_of_scikit_learns_ridge(scenes: Dataset) -> None:
    features, task = telling(scenes, noise=0.5), tasks_of(scenes).named("box")
    ridge = make_pipeline(StandardScaler(), RidgeCV(alphas=PENALTIES, alpha_per_target=True))
    scale = StandardScaler().fit(task.train)
    ridge.fit(features.train.double(), scale.transform(task.train))
    expected = torch.from_numpy(scale.inverse_transform(ridge.predict(features.test.double())))
    assert torch.allclose(read_out(features, task).double(), expected, atol=1e-2)


@pytest.mark.parametrize("name", ["class", "box", "angle", "light"])
def test_what_features_tell_is_read_off_and_what_they_do_not_tell_is_not(scenes: Dataset, name: str) -> None:
    tasks, features = tasks_of(scenes), telling(scenes)
    task, dice = tasks.named(name), torch.Generator().manual_seed(1)
    noise = Features(torch.randn(300, 40, generator=dice), torch.randn(100, 40, generator=dice))
    sign = 1 if task.metric.higher_is_better else -1
    told, untold = (sign * float(scores_of(read_out(each, task), task).mean()) for each in (features, noise))
    assert told > sign * task.chance and told > untold
    assert abs(untold - sign * task.chance) < 0.5 * abs(told - untold)


def test_the_test_images_tune_nothing(scenes: Dataset) -> None:
    features, task = telling(scenes), tasks_of(scenes).named("class")
    alone = Features(features.train, features.test[:1])
    assert read_out(alone, task)[0] == read_out(features, task)[0]


def test_only_labelled_images_teach(scenes: Dataset) -> None:
    features, task = telling(scenes), tasks_of(scenes).named("light")
    some = torch.arange(50)
    spoiled = Features(features.train.clone(), features.test)
    spoiled.train[50:] = 1e3
    assert torch.equal(read_out(features, task, labelled=some), read_out(spoiled, task, labelled=some))


def test_a_box_that_is_hidden_teaches_nothing_and_is_not_scored(scenes: Dataset) -> None:
    features, task = telling(scenes), tasks_of(scenes).named("box")
    train, test = task.train.clone(), task.test.clone()
    train[3] = test[5] = 0.0
    hidden = replace(task, train=train, test=test)
    others = torch.arange(300)[torch.arange(300) != 3]
    assert torch.equal(read_out(features, hidden), read_out(features, task, labelled=others))
    assert len(scores_of(read_out(features, hidden), hidden)) == 99


def test_more_labels_tell_more_and_each_seed_draws_its_own(scenes: Dataset) -> None:
    features, task = telling(scenes, noise=0.5), tasks_of(scenes).named("class")
    points = budget_curve({0: features, 1: features}, task, counts=(20, 200, 5_000))
    assert [point.labelled for point in points] == [20, 200]  # of 300 training images
    few, many = points
    assert all(many.scores[seed] > few.scores[seed] for seed in (0, 1))
    assert few.scores[0] != few.scores[1]
    drawn = torch.randperm(300, generator=generator(1, "labelled"))[:20]
    expected = scores_of(read_out(features, task, 1, drawn), task).mean()
    assert few.scores[1] == pytest.approx(float(expected))


def test_a_label_is_counted_only_where_there_is_an_answer(scenes: Dataset) -> None:
    features, task = telling(scenes), tasks_of(scenes).named("class")
    half = replace(task, train=task.train.where(torch.arange(300) % 2 == 0, -1))
    (point,) = budget_curve({0: features}, half, counts=(150, 200))
    assert point.labelled == 150
    everything = scores_of(read_out(features, half, 0), half).mean()
    assert point.scores[0] == pytest.approx(float(everything), abs=0.02)  # other folds, the same images
