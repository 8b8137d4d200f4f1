"""A data set from another machine goes before whatever lies here under its name, and is fetched once."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from ssl_demo.data import handed
from ssl_demo.data.handed import hand_over
from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.registry import load
from ssl_demo.errors import UserError


def dataset(images: Images) -> Dataset:
    return Dataset("photos", images, images.take(torch.arange(8)))


@pytest.fixture(autouse=True)
def nothing_handed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handed, "_handed", {})


def test_it_is_loaded_by_the_name_that_it_has_elsewhere(coloured: Images) -> None:
    with pytest.raises(UserError, match="no data set"):
        load("/somewhere/else")
    hand_over("/somewhere/else", "abc", lambda: dataset(coloured))
    assert load("/somewhere/else").train.fingerprint == coloured.fingerprint


def test_it_is_fetched_once_for_all_names_and_processes_of_this_machine(coloured: Images) -> None:
    fetched = []

    def fetch() -> Dataset:
        fetched.append(1)
        return dataset(coloured)

    hand_over("one", "abc", fetch)
    hand_over("other", "abc", fetch)
    assert len(fetched) == 1 and load("other").train.fingerprint == coloured.fingerprint


def test_another_content_under_the_same_name_takes_its_place(coloured: Images) -> None:
    inverted = dataclasses.replace(coloured, pixels=255 - coloured.pixels)
    for key, images in (("abc", coloured), ("def", inverted)):
        hand_over("scenes", key, lambda images=images: dataset(images))
        assert load("scenes").train.fingerprint == images.fingerprint
