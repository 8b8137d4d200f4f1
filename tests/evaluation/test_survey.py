"""The survey on encoders that are known to see one thing and nothing else."""

from __future__ import annotations

import pytest
import torch

from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.scenes import generate
from ssl_demo.errors import UserError
from ssl_demo.evaluation import survey as room
from ssl_demo.evaluation.survey import Row, survey
from ssl_demo.models import Encoder


class Corner(Encoder):
    """Embeds the mean brightness of the left, right, upper and lower half, and no colour."""

    width, stride = 4, 8

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("one", torch.ones(1))

    def stages(self, x):
        grey, half = x.mean(dim=1), x.shape[-1] // 2
        parts = (grey[:, :, :half], grey[:, :, half:], grey[:, :half], grey[:, half:])
        return (torch.stack([part.mean(dim=(1, 2)) for part in parts], dim=1)[:, :, None, None],)


class Colour(Encoder):
    """Embeds the mean colour."""

    width, stride = 3, 8

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("one", torch.ones(1))

    def stages(self, x):
        return (x.mean(dim=(2, 3), keepdim=True),)


def lamps(count: int, seed: int) -> Images:
    """Grey images with a bright ceiling, a spot left (class 0) or right (class 1), and a stripe in the middle that is
    red or blue, whatever the class."""
    dice = torch.Generator().manual_seed(seed)
    labels, colour = torch.randint(2, (2, count), generator=dice)
    pixels = torch.randint(90, 110, (count, 3, 32, 32), generator=dice, dtype=torch.uint8)
    for image, label, blue in zip(pixels, labels, colour, strict=True):
        image[:, :6] = 240
        image[:, 13:19, 2 + 18 * label : 12 + 18 * label] = 160
        image[2 * blue, 14:18] = 250
    return Images(pixels, labels, ("left", "right"))


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    found = survey({"corner": Corner(), "colour": Colour()}, Dataset("lamps", lamps(300, 0), lamps(200, 1)))
    return {row.name: row for row in found}


def test_each_encoder_tells_what_it_sees(rows: dict[str, Row]) -> None:
    assert list(rows) == ["class", "dominant colour", "orientation"]
    told = {name: {who: reading.value for who, reading in row.readings.items()} for name, row in rows.items()}
    assert told["class"]["corner"] > 0.99 and told["class"]["colour"] < 0.65
    assert told["dominant colour"]["colour"] > 0.99 and told["dominant colour"]["corner"] < 0.65
    assert told["orientation"]["corner"] > 0.95 and told["orientation"]["colour"] < 0.4


def test_left_and_right_are_told_apart(rows: dict[str, Row]) -> None:
    """After a mean with the mirror image they could not be, nor quarter turns to the left and to the right."""
    assert rows["class"].readings["corner"].value > 0.99


def test_chance_comes_with_every_row(rows: dict[str, Row]) -> None:
    assert rows["class"].chance == pytest.approx(0.5, abs=0.1)
    assert rows["orientation"].chance == pytest.approx(0.25, abs=0.1)
    assert all(len(reading.scores) == 200 for row in rows.values() for reading in row.readings.values())


def test_scenes_give_categories_first_and_then_measurements() -> None:
    images = Dataset("scenes", generate(120, 1), generate(40, 2))
    rows = survey({"colour": Colour()}, images)
    measured = [row.is_measured for row in rows]
    assert measured == sorted(measured) and {"orientation", "haze"} <= {row.name for row in rows}


def test_at_most_so_many_images_are_read_and_they_are_drawn_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TRAIN", 100)
    monkeypatch.setattr(room, "TEST", 50)
    train, test = lamps(300, 0), lamps(200, 1)
    ordered = Dataset("ordered", train.take(train.labels.argsort()), test.take(test.labels.argsort()))
    (row, *_) = survey({"corner": Corner()}, ordered)
    assert len(row.readings["corner"].scores) == 50
    # Of files class by class, the first would all be of one.
    assert row.name == "class" and row.readings["corner"].value > 0.99


def test_the_same_seed_gives_the_same_numbers() -> None:
    images = Dataset("lamps", lamps(100, 0), lamps(60, 1))
    one, again, other = (
        {row.name: row.readings["corner"].scores for row in survey({"corner": Corner()}, images, seed)}
        for seed in (0, 0, 1)
    )
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert any(not torch.equal(one[name], other[name]) for name in one)


def test_too_few_images_are_told_in_one_sentence() -> None:
    with pytest.raises(UserError, match="too few images"):
        survey({"corner": Corner()}, Dataset("few", lamps(4, 0), lamps(4, 1)))
