import dataclasses
from statistics import mean, stdev

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Dataset, Images
from ssl_demo.evaluation.label_curve import FromScratch, FrozenProbe, summary
from ssl_demo.evaluation.label_draws import draw_labels
from ssl_demo.evaluation.supervised import train_from_scratch
from ssl_demo.models import make_encoder
from ssl_demo.randomness import generator

CONFIG = RunConfig(encoder="S", epochs=6.0, batch_size=16, warmup=0)


@pytest.fixture
def images(coloured: Images) -> Dataset:
    return Dataset("coloured", coloured.take(torch.arange(40)), coloured.take(torch.arange(40, 64)))


def test_contenders_learn_what_is_easy_from_two_labels(images: Dataset) -> None:
    labelled = draw_labels(images.train.labels, 1, draw=0, seed=0)
    encoder = make_encoder("S", images.train.pixels, generator(1))
    contenders = (FrozenProbe.of_pixels(images, 0), FrozenProbe.of_encoder(encoder, images, 0))
    assert all(contender.score(labelled, 0).accuracy > 0.8 for contender in contenders)


def test_labels_that_were_not_drawn_are_never_looked_at(images: Dataset) -> None:
    labelled = draw_labels(images.train.labels, 3, draw=0, seed=0)
    spoilt = images.train.labels.clone()
    spoilt[[i for i in range(len(spoilt)) if i not in labelled.tolist()]] = -1
    other = dataclasses.replace(images, train=dataclasses.replace(images.train, labels=spoilt))
    assert FrozenProbe.of_pixels(other, 0).score(labelled, 0) == FrozenProbe.of_pixels(images, 0).score(labelled, 0)
    scores = [FromScratch(CONFIG, data, 0.5, 0).score(labelled, 0) for data in (images, other)]
    assert scores[0] == scores[1]


def test_test_labels_change_the_score_and_nothing_else(images: Dataset) -> None:
    labelled = draw_labels(images.train.labels, 3, draw=0, seed=0)
    turned = dataclasses.replace(images, test=dataclasses.replace(images.test, labels=1 - images.test.labels))
    right, wrong = (FrozenProbe.of_pixels(data, 0).score(labelled, 0) for data in (images, turned))
    assert right.tuned == wrong.tuned
    assert right.accuracy == pytest.approx(1 - wrong.accuracy)


def test_training_from_scratch_takes_its_share_of_the_runs_steps(images: Dataset) -> None:
    labelled = draw_labels(images.train.labels, 10, draw=0, seed=0)
    seen = []
    accuracy, steps = train_from_scratch(CONFIG, images, 1.0, labelled, 0, lambda: seen.append(1))
    assert steps == len(seen) == 6 * (40 // 16)
    assert accuracy > 0.8
    _, half = train_from_scratch(CONFIG, images, 0.5, labelled, 0, lambda: None)
    assert half == 6


def test_training_from_scratch_stops_when_its_caller_says_so(images: Dataset) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        train_from_scratch(CONFIG, images, 1.0, torch.arange(4), 0, stop)


def test_a_summary_is_mean_and_sample_deviation_over_the_draws() -> None:
    accuracies = [0.5, 0.6, 0.8]
    points = [
        {"contender": "ssl", "run": "a", "labels_per_class": 5, "draw": draw, "accuracy": accuracy}
        for draw, accuracy in enumerate(accuracies)
    ]
    alone = {"contender": "pixels", "run": "a", "labels_per_class": 5, "draw": 0, "accuracy": 0.3}
    by_name = {row["contender"]: row for row in summary([*points, alone])}
    assert by_name["ssl"]["accuracy_mean"] == pytest.approx(mean(accuracies))
    assert by_name["ssl"]["accuracy_std"] == pytest.approx(stdev(accuracies))
    assert by_name["ssl"]["draws"] == 3
    assert by_name["pixels"]["accuracy_std"] == 0.0 and by_name["pixels"]["draws"] == 1
