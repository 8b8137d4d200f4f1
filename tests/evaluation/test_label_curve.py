import dataclasses
from statistics import mean, stdev

import pytest
import torch
from torch import Tensor

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Dataset, Images
from ssl_demo.evaluation.frozen import FrozenProbe, NearestNeighbours, encoder_features, pixel_features
from ssl_demo.evaluation.label_curve import summary
from ssl_demo.evaluation.label_draws import draw_labels
from ssl_demo.evaluation.score import Contender
from ssl_demo.evaluation.supervised import FineTuned, FromScratch, views_of_measurement, views_of_run
from ssl_demo.models import Encoder, make_encoder
from ssl_demo.randomness import generator

CONFIG = RunConfig(encoder="S", epochs=6.0, batch_size=16, warmup=0)
KINDS = ("pixels", "encoder", "knn", "finetuned", "supervised")


@pytest.fixture
def images(coloured: Images) -> Dataset:
    return Dataset("coloured", coloured.take(torch.arange(40)), coloured.take(torch.arange(40, 64)))


def encoder_for(images: Dataset) -> Encoder:
    return make_encoder("S", images.train.pixels, generator(1))


def make(name: str, images: Dataset) -> Contender:
    if name == "pixels":
        return FrozenProbe(pixel_features(images), images, 0)
    if name == "supervised":
        return FromScratch(CONFIG, images, 1.0, 0)
    encoder = encoder_for(images)
    features = encoder_features(encoder, images)
    if name == "knn":
        return NearestNeighbours.by_embedding(features, encoder.width, images)
    if name == "finetuned":
        return FineTuned(CONFIG, encoder, features.train, images, 1.0, 0)
    return FrozenProbe(features, images, 0)


def drawn(images: Dataset, per_class: int) -> tuple[Tensor, Tensor]:
    labelled = draw_labels(images.train.labels, per_class, draw=0, seed=0)
    return labelled, images.train.labels[labelled]


@pytest.mark.parametrize(("name", "per_class"), [("pixels", 1), ("encoder", 1), ("knn", 5)])
def test_frozen_contenders_learn_what_is_easy_from_few_labels(images: Dataset, name: str, per_class: int) -> None:
    assert make(name, images).score(*drawn(images, per_class), 0).accuracy > 0.8


@pytest.mark.parametrize("name", KINDS)
def test_labels_that_were_not_handed_out_are_never_looked_at(images: Dataset, name: str) -> None:
    labelled, given = drawn(images, 4)
    spoilt = images.train.labels.clone()
    spoilt[[i for i in range(len(spoilt)) if i not in labelled.tolist()]] = -1
    other = dataclasses.replace(images, train=images.train.labelled(spoilt))
    assert make(name, images).score(labelled, given, 0) == make(name, other).score(labelled, given, 0)


@pytest.mark.parametrize("name", KINDS)
def test_permuted_test_labels_change_the_score_and_no_tuned_setting(images: Dataset, name: str) -> None:
    labelled, given = drawn(images, 4)
    turned = dataclasses.replace(images, test=images.test.labelled(1 - images.test.labels))
    right, wrong = (make(name, data).score(labelled, given, 0) for data in (images, turned))
    assert right.tuned and right.tuned == wrong.tuned
    assert right.accuracy == pytest.approx(1 - wrong.accuracy)


@pytest.mark.parametrize("name", KINDS)
def test_a_class_that_no_draw_has_is_never_named_and_all_others_are(images: Dataset, name: str) -> None:
    three = dataclasses.replace(images.train, classes=("red", "blue", "green"))
    score = make(name, dataclasses.replace(images, train=three)).score(*drawn(images, 10), 0)
    assert score.accuracy > 0.8


@pytest.mark.parametrize("name", KINDS)
def test_whoever_is_given_wrong_labels_learns_them(images: Dataset, name: str) -> None:
    labelled, given = drawn(images, 10)
    assert make(name, images).score(labelled, 1 - given, 0).accuracy < 0.3


@pytest.mark.parametrize("share", [1.0, 0.3])
def test_training_with_labels_stays_within_its_share_of_the_runs_compute(images: Dataset, share: float) -> None:
    seen: list[int] = []
    contender = FromScratch(CONFIG, images, share, 0, lambda: seen.append(1))
    score = contender.score(*drawn(images, 10), 0)
    most = views_of_measurement(CONFIG, len(images.train), 20, share, "supervised")
    assert score.tuned["steps"] < len(seen) and 0 < len(seen) * 16 <= most
    assert most <= share * views_of_run(CONFIG, len(images.train)) * 1.1


def test_training_from_scratch_learns(images: Dataset) -> None:
    assert make("supervised", images).score(*drawn(images, 10), 0).accuracy > 0.8


def test_training_from_scratch_stops_when_its_caller_says_so(images: Dataset) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        FromScratch(CONFIG, images, 1.0, 0, stop).score(*drawn(images, 10), 0)


def test_fine_tuning_begins_as_the_probe_and_leaves_the_runs_encoder_alone(images: Dataset) -> None:
    encoder = encoder_for(images)
    features = encoder_features(encoder, images)
    before = {name: value.clone() for name, value in encoder.state_dict().items()}
    contender = FineTuned(dataclasses.replace(CONFIG, epochs=0.4), encoder, features.train, images, 0.01, 0)
    frozen = FrozenProbe(features, images, 0).score(*drawn(images, 10), 0)
    assert contender._start(*drawn(images, 10), 0).accuracy(images.test) == pytest.approx(frozen.accuracy, abs=0.05)
    contender.score(*drawn(images, 10), 0)
    assert all(torch.equal(value, before[name]) for name, value in encoder.state_dict().items())


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
