"""What the points of a map are painted by. All runs here are made up."""

from __future__ import annotations

import base64
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from app.embeddings.colours import GENERAL
from app.embeddings.factors import FACTORS
from app.embeddings.probed import probed
from app.embeddings.scale import by_limits, by_rank
from app.embeddings.snapshots import Moment
from app.palette import SCALE
from ssl_demo.data.images import Images
from ssl_demo.data.registry import load, subset
from ssl_demo.data.scenes import generate
from ssl_demo.runs.run import Run
from tests.pages.made_up_runs import words
from tests.pages.watched_runs import made_up_run, maps, page, slide

__all__ = ["made_up_run", "page"]


@pytest.mark.parametrize("name", GENERAL)
def test_every_way_to_paint_draws_and_says_what_it_shows(page, made_up_run, name: str) -> None:
    made_up_run(0, 40)
    at = page(colour=GENERAL[name].title)
    assert GENERAL[name].about in words(at)
    data = maps(at)[0]
    groups = np.frombuffer(base64.b64decode(data["groups"]), np.uint16)
    assert len(data["names"]) == len(set(zip(data["colours"], data["markers"], strict=True)))
    # The made-up features at the end part the two classes, and so does whatever is read off them.
    expected = {"class": [6, 6], "predicted": [6, 6], "cluster": [6, 6], "error": [12, 0]}
    if name in expected:
        assert np.bincount(groups, minlength=2).tolist() == expected[name]
    else:
        assert set(groups) <= set(range(len(data["names"])))
        assert all(float(caption.split()[0]) <= 1.0 for caption in data["captions"])


def test_the_probe_judges_images_that_it_was_not_fitted_on(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(run=run.id, colour="Right or wrong")
    assert "right for **100.0%**" in words(at)
    # Untrained features are made up without any regard to the labels; a probe that had seen them would know them all.
    slide(at, run, 0, share=0.0)
    assert "right for **100.0%**" not in words(at)
    assert maps(at)[0]["names"] == ["right", "wrong"]


def few(run: Run, counts: tuple[int, int]) -> None:
    """Keep so many watched images of the two classes."""
    labels = subset(load(run.config.data.dataset), run.config.data).train.labels
    kept = torch.cat([(labels == label).nonzero()[:count, 0] for label, count in enumerate(counts)])
    for step in run.snapshots():
        run.save_snapshot(step, {name: values[kept] for name, values in run.snapshot(step).items()})


def test_one_image_of_a_class_is_too_few_for_a_probe_and_the_page_says_so(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    few(run, (6, 1))
    at = page(run=run.id, colour="Uncertainty of the probe")
    assert "two classes with at least two images each" in words(at)


def test_where_others_know_more_a_class_with_one_image_is_taken_for_one_of_them() -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.tensor([0] * 5 + [1] + [2] * 5)
    features = torch.rand(11, 4, generator=generator) + 20 * torch.nn.functional.one_hot(labels, 4)
    images = Images(torch.zeros(11, 3, 8, 8, dtype=torch.uint8), labels, ("a", "b", "c"))
    moment = Moment(0, {"index": torch.arange(11), "features": features}, images)
    found = probed(SimpleNamespace(id="three classes"), moment)  # type: ignore[arg-type]
    assert found.sum(dim=1).tolist() == pytest.approx([1.0] * 11)
    assert found[:, 1].tolist() == [0.0] * 11
    assert found.argmax(dim=1)[labels != 1].tolist() == [0] * 5 + [2] * 5


def test_three_images_have_no_neighbourhoods_to_trust(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    few(run, (2, 1))
    assert "Neighbourhoods need more than 3 images" in words(page(run=run.id, colour="Trustworthiness"))


def test_an_encoder_that_was_told_the_labels_is_no_match_for_one_that_was_not(page, made_up_run) -> None:
    told = made_up_run(0, 40, name="told", method="supervised")
    run = made_up_run(0, 40)
    assert "trained with these very labels" not in words(page(run=run.id, colour="Right or wrong"))
    assert "trained with these very labels" in words(page(run=told.id, colour="Right or wrong"))


def test_the_factors_of_scenes_can_all_be_painted() -> None:
    images = generate(40, seed=1)
    from app.embeddings.factors import by_factor, known_factors

    assert known_factors(images).keys() == FACTORS.keys()
    for name in FACTORS:
        colouring = by_factor(images, name)
        groups = torch.as_tensor(colouring.groups)
        assert groups.min() >= 0 and groups.max() < len(colouring.names)
        assert colouring.captions is not None and len(colouring.captions) == 40
    assert known_factors(Images(images.pixels, images.labels, images.classes)) == {}


def test_a_scale_has_steps_of_equal_size_in_the_order_of_the_numbers() -> None:
    values = torch.rand(600, generator=torch.Generator().manual_seed(0))
    found = by_rank(values)
    groups = torch.as_tensor(found.groups)
    assert groups.bincount().tolist() == [100] * len(SCALE)
    assert [values[groups == g].max() < values[groups == g + 1].min() for g in range(5)] == [True] * 5
    assert list(found.colours) == list(SCALE)


@pytest.mark.parametrize("values", [[1.0] * 9, [0.0] * 8 + [1.0], [], [2.0]])
def test_a_scale_of_numbers_that_are_all_alike_has_fewer_steps(values: list[float]) -> None:
    found = by_rank(torch.tensor(values))
    assert len(found.names) == len(set(values))
    assert torch.as_tensor(found.groups).tolist() == [sorted(set(values)).index(value) for value in values]


def test_with_fixed_limits_a_colour_means_the_same_number_on_every_map() -> None:
    low, high = by_limits(torch.tensor([0.1, 0.5]), (0.5, 0.9)), by_limits(torch.tensor([0.5, 0.95]), (0.5, 0.9))
    assert list(low.names) == list(high.names) == ["below 0.50", "0.50 – 0.90", "0.90 or more"]
    assert torch.as_tensor(low.groups).tolist() == [0, 1]
    assert torch.as_tensor(high.groups).tolist() == [1, 2]
    assert list(low.captions or []) == ["0.10", "0.50"]
