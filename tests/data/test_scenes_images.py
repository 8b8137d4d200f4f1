"""What is promised of the drawn images as a data set."""

import importlib

import pytest
import torch

from ssl_demo.data.scenes import CLASSES, TEST, TRAIN, Strengths, generate, load_scenes
from ssl_demo.errors import UserError

generating = importlib.import_module("ssl_demo.data.scenes.generate")


@pytest.fixture(scope="module")
def scenes():
    return generate(400, seed=7)


def test_images_are_small_colour_pictures_with_labels(scenes):
    assert scenes.pixels.shape == (400, 3, 32, 32) and scenes.pixels.dtype == torch.uint8
    assert scenes.labels.shape == (400,) and scenes.labels.dtype == torch.int64
    assert scenes.classes == CLASSES and len(set(CLASSES)) == 10
    assert scenes.pixels.float().std(dim=(1, 2, 3)).min() > 5


def test_same_seed_gives_the_same_bytes(scenes):
    again = generate(400, seed=7)
    assert again.fingerprint == scenes.fingerprint
    assert all(torch.equal(values, again.factors[name]) for name, values in scenes.factors.items())


def test_another_seed_gives_other_scenes(scenes):
    other = generate(400, seed=8)
    assert not torch.equal(other.labels, scenes.labels)
    assert torch.unique(torch.cat([scenes.pixels, other.pixels]).flatten(1), dim=0).shape[0] == 800


@pytest.mark.parametrize("chunk", [7, 1000])
def test_the_size_of_the_chunks_changes_nothing(scenes, chunk, monkeypatch):
    monkeypatch.setattr(generating, "CHUNK", chunk)
    again = generate(400, seed=7)
    assert again.fingerprint == scenes.fingerprint
    assert all(torch.equal(values, again.factors[name]) for name, values in scenes.factors.items())


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_changes_nothing_and_is_left_as_it_was(scenes, threads):
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        assert generate(400, seed=7).fingerprint == scenes.fingerprint
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("n", [10, 400, 403])
def test_kinds_are_balanced_and_shuffled(n):
    labels = generate(n, seed=3).labels
    counts = labels.bincount(minlength=10)
    assert counts.max() - counts.min() <= 1
    assert not torch.equal(labels, labels.sort().values)
    assert not torch.equal(labels, torch.arange(n) % 10)


def test_one_scene_can_be_drawn():
    assert len(generate(1, seed=0)) == 1


def test_the_same_seed_keeps_the_scene_when_a_strength_changes():
    few = generate(50, 5, Strengths(occluder=0))
    many = generate(50, 5, Strengths(occluder=0.8))
    assert not torch.equal(few.pixels, many.pixels)
    assert all(torch.equal(values, many.factors[name]) for name, values in few.factors.items())


def test_both_splits_are_kept_with_their_factors_and_share_no_image(monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_DEMO_DATA", str(tmp_path))
    monkeypatch.setattr(generating, "TRAIN", 300)
    monkeypatch.setattr(generating, "TEST", 100)
    made = load_scenes()
    monkeypatch.setattr(generating, "make_scenes", None)
    kept = load_scenes()
    assert made.name == kept.name == "scenes"
    for split, size in (("train", 300), ("test", 100)):
        first, second = getattr(made, split), getattr(kept, split)
        assert len(first) == size and first.fingerprint == second.fingerprint
        assert second.classes == CLASSES
        assert first.factors.keys() == second.factors.keys()
        assert all(torch.equal(values, second.factors[name]) for name, values in first.factors.items())
    together = torch.cat([made.train.pixels, made.test.pixels]).flatten(1)
    assert len(together.unique(dim=0)) == 400


def test_the_data_set_has_the_promised_sizes():
    assert (TRAIN, TEST) == (12_000, 2_000)


@pytest.mark.parametrize("n", [0, -3])
def test_no_scenes_at_all_is_refused(n):
    with pytest.raises(UserError, match="at least one"):
        generate(n, seed=0)


@pytest.mark.parametrize("patterns", [[], list(range(9)), [0] * 11, [10, *range(1, 10)], [-1, *range(1, 10)]])
def test_patterns_that_do_not_name_one_for_each_kind_are_refused(patterns):
    with pytest.raises(UserError, match="10 kinds"):
        generate(10, seed=0, patterns=patterns)


@pytest.mark.parametrize("knob", ["texture", "occluder", "position", "pattern"])
def test_a_strength_out_of_its_bounds_is_refused(knob):
    with pytest.raises(UserError, match=knob):
        Strengths(**{knob: 1.5})
