from __future__ import annotations

import pytest
import torch

from ssl_demo.config import SubsetConfig
from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.registry import subset
from ssl_demo.errors import UserError

CLASSES = ("cat", "dog", "frog")


def dataset(labels: list[int]) -> Dataset:
    """Each image's first pixel is its position."""
    pixels = torch.zeros(len(labels), 3, 2, 2, dtype=torch.uint8)
    pixels[:, 0, 0, 0] = torch.arange(len(labels))
    images = Images(pixels, torch.tensor(labels), CLASSES, {"depth": torch.arange(len(labels)).float()})
    return Dataset("toys", images, images)


def positions(images: Images) -> list[int]:
    return images.pixels[:, 0, 0, 0].tolist()


def test_images_are_the_first_of_every_class_interleaved():
    chosen = subset(dataset([0, 0, 0, 1, 1, 1, 2, 2, 2]), SubsetConfig(images=6))
    assert positions(chosen.train) == [0, 3, 6, 1, 4, 7]
    assert chosen.train.factors["depth"].tolist() == [0, 3, 6, 1, 4, 7]


def test_larger_classes_fill_up_what_smaller_ones_lack():
    chosen = subset(dataset([0, 1, 1, 1, 1, 2, 2, 2]), SubsetConfig(images=7))
    assert positions(chosen.train) == [0, 1, 5, 2, 6, 3, 7]


def test_chosen_classes_are_numbered_anew_in_both_splits_whatever_the_order_asked():
    whole = dataset([0, 1, 2, 0, 1, 2])
    chosen = subset(whole, SubsetConfig(classes=("frog", "cat"), images=4))
    assert chosen.train.classes == chosen.test.classes == ("cat", "frog")
    assert chosen.train.labels.tolist() == [0, 1, 0, 1]
    assert positions(chosen.test) == [0, 2, 3, 5]
    assert chosen.test.labels.tolist() == [0, 1, 0, 1]
    again = subset(whole, SubsetConfig(classes=("cat", "frog"), images=4))
    assert again.train.fingerprint == chosen.train.fingerprint


def test_without_a_number_all_images_are_kept_in_order():
    assert positions(subset(dataset([2, 0, 1, 0]), SubsetConfig(images=None)).train) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        (SubsetConfig(images=7), "7 training images are asked for, but there are 6"),
        (SubsetConfig(classes=("cat", "dog"), images=5), "but there are 4"),
        (SubsetConfig(images=2), "too few for 3 classes"),
        (SubsetConfig(classes=("cat", "cow"), images=2), "no class 'cow'; choose from cat, dog, frog"),
        (SubsetConfig(classes=("cat",), images=2), "at least two"),
    ],
)
def test_impossible_subset_is_explained(config, sentence):
    with pytest.raises(UserError, match=sentence):
        subset(dataset([0, 0, 1, 1, 2, 2]), config)
