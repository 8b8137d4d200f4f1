"""Scenes of other strengths, by name."""

from __future__ import annotations

import sys

import pytest
import torch

from ssl_demo.data import registry
from ssl_demo.data.scenes import Strengths, generate, name_of, strengths_of, title_of
from ssl_demo.data.scenes.swaps import draw_swaps
from ssl_demo.errors import UserError

# Names


@pytest.mark.parametrize(
    ("name", "strengths"),
    [
        ("scenes", Strengths()),
        ("scenes:texture=0.4", Strengths(texture=0.4)),
        ("scenes:texture=0.4,pattern=0.5", Strengths(texture=0.4, pattern=0.5)),
        ("scenes: pattern = .5 , texture=4e-1", Strengths(texture=0.4, pattern=0.5)),
    ],
)
def test_a_name_says_which_strengths_differ_from_the_usual_ones(name, strengths) -> None:
    assert strengths_of(name) == strengths


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("scenes:", "Scenes have no strength ''; name one of pattern, "),
        ("scenes:fog=1", "Scenes have no strength 'fog'; name one of pattern, "),
        ("scenes:texture=0.1,", "Scenes have no strength ''; name one of pattern, "),
        ("scenes:texture", "texture is ''; it has to be a number, as in 'scenes:texture=0.4'."),
        ("scenes:texture=much", "texture is 'much'; it has to be a number, as in 'scenes:texture=0.4'."),
        ("scenes:texture=1.5", "texture is 1.5; it has to lie between 0 and 1."),
        ("scenes:texture=nan", "texture is nan; it has to be a number."),
        ("scenes:texture=0.1,texture=0.2", "The strength texture is named twice; name it once, "),
    ],
)
def test_a_name_that_makes_no_sense_is_refused_in_one_sentence(name, sentence) -> None:
    with pytest.raises(UserError) as caught:
        registry.load(name)
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).count(". ") == 0


def test_equal_strengths_have_one_name_and_one_title() -> None:
    strengths = strengths_of("scenes:wallpaper=0.50,scale=0.5,texture=0.05")
    assert name_of(strengths) == "scenes:scale=0.5,wallpaper=0.5"
    assert strengths_of(name_of(strengths)) == strengths
    assert title_of(strengths) == "Scenes, scale 0.5, wallpaper 0.5"
    assert (name_of(Strengths()), title_of(Strengths())) == ("scenes", "Scenes")


def test_the_title_of_a_data_set_is_told_without_loading_it(home) -> None:
    assert registry.dataset_title("scenes:texture=0.4") == "Scenes, texture 0.4"
    assert registry.dataset_title("scenes") == "Scenes"
    assert registry.dataset_title("cifar10") == "CIFAR-10"
    assert registry.dataset_title("/home/me/pets") == "pets"
    # A run may come from an app that knew more strengths.
    assert registry.dataset_title("scenes:fog=1") == "scenes:fog=1"
    assert not home.exists()


# Data sets


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data sets of a few scenes, so that a test needn't draw thousands."""
    # The package has a function of the module's name.
    module = sys.modules["ssl_demo.data.scenes.generate"]
    monkeypatch.setattr(module, "TRAIN", 40)
    monkeypatch.setattr(module, "TEST", 20)


def test_it_is_drawn_with_these_strengths_and_kept_apart_from_others(home, few) -> None:
    loaded = registry.load("scenes:texture=0.4")
    assert loaded.name == "scenes:texture=0.4"
    assert loaded.train.fingerprint == generate(40, 1, Strengths(texture=0.4)).fingerprint
    assert loaded.test.fingerprint == generate(20, 2, Strengths(texture=0.4)).fingerprint
    usual, more = registry.load("scenes"), registry.load("scenes:texture=0.4,pattern=0.5")
    assert len({one.train.fingerprint for one in (loaded, usual, more)}) == 3
    assert len(list((home / "cache").glob("*scenes-*.safetensors"))) == 3


def test_only_a_few_scenes_of_other_strengths_are_kept_and_the_usual_ones_always(home, few) -> None:
    usual = registry.load("scenes")
    for place in range(8):
        registry.load(f"scenes:texture=0.{place + 1}")
    assert len(list((home / "cache").glob("own-scenes-*.safetensors"))) == 6
    assert len(list((home / "cache").glob("scenes-*.safetensors"))) == 1
    assert registry.load("scenes").train.fingerprint == usual.train.fingerprint


def test_the_second_load_draws_nothing(home, few, monkeypatch: pytest.MonkeyPatch) -> None:
    first = registry.load("scenes:texture=0.4")
    monkeypatch.setattr(
        sys.modules["ssl_demo.data.scenes.generate"], "make_scenes", lambda _: pytest.fail("drawn again")
    )
    for name in ("scenes:texture=0.4", "scenes:texture=.40,pattern=1"):
        assert registry.load(name).train.fingerprint == first.train.fingerprint


# The wallpaper


def test_without_wallpaper_the_usual_scenes_are_what_they_were_before_there_was_one() -> None:
    assert generate(300, 1).fingerprint == "4bf7046eae"


def test_a_wallpaper_repeats_behind_the_toy_and_differs_from_image_to_image() -> None:
    still = {"background": 0, "texture": 0, "light": 0, "occluder": 0, "position": 0}
    plain, papered = (generate(40, 3, Strengths(**still, wallpaper=w)) for w in (0, 0.4))
    toy = plain.factors["depth_map"] < 2.4
    # Hardly any toy or shadow reaches so high.
    strip = papered.pixels[:, :, :2].int()
    assert (strip[..., 4:] - strip[..., :-4]).abs().max() <= 3
    assert (strip[..., 2:] - strip[..., :-2]).abs().float().mean() > 25
    assert len({image.numpy().tobytes() for image in strip[..., :4]}) == 40
    changed = (plain.pixels.int() - papered.pixels.int()).abs().amax(dim=1).float()
    # The soft rim of a toy lets a little of what is behind it through.
    assert changed[toy].mean() < 5 < 25 < changed[~toy].mean()


# Swaps


def test_one_swap_changes_what_is_behind_the_toy_and_the_other_the_toy() -> None:
    """The deviation outside the toy is that of a shadow; inside of it, that of the toy's soft rim."""
    swaps = draw_swaps(60, 5, Strengths(wallpaper=1))
    background, toy = (
        (one.int() - swaps.scenes.int()).abs().amax(dim=1).float() for one in (swaps.other_background, swaps.other_toy)
    )
    assert background[swaps.toy].mean() < 8 < 30 < background[~swaps.toy].mean()
    corner = toy[:, :3, :3]
    assert corner.max() == 0
    assert toy[swaps.toy].mean() > 20


def test_swaps_are_the_same_toys_at_every_strength() -> None:
    faint, loud = (draw_swaps(40, 5, Strengths(wallpaper=w)) for w in (0.0, 1.0))
    assert torch.equal(faint.toy, loud.toy)
    assert torch.equal(faint.toy, generate(40, 5).factors["depth_map"] < 2.4)
    assert not torch.equal(faint.scenes, loud.scenes)
    assert torch.equal(draw_swaps(40, 5, Strengths(wallpaper=1.0)).other_toy, loud.other_toy)
