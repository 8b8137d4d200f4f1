"""What a lasso brings. All runs here are made up."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace

import pytest
import torch
from PIL import Image

from app.embeddings.chosen_figure import class_bars, in_words
from app.embeddings.chosen_files import contact_sheet, table
from app.embeddings.explorer import Seen
from app.embeddings.shown import Shown
from app.embeddings.snapshots import Moment
from ssl_demo.data.images import Images
from tests.pages.made_up_runs import words
from tests.pages.watched_runs import made_up_run, page, pick

__all__ = ["made_up_run", "page"]


def test_a_lasso_brings_the_images_and_their_classes(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = pick(page(run=run.id), run, chosen=(0, 2, 4, 1))
    assert "75% of these 4 images are of one class, blue; they come from 2 classes" in words(at)
    assert [button.label for button in at.get("download_button")] == ["CSV", "Contact sheet"]


def test_a_lasso_around_nothing_leaves_the_page_as_it_was(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(run=run.id)
    before = words(at)
    assert words(pick(at, run, chosen=())) == before
    assert words(pick(at, run, chosen=(99,))) == before


def seen() -> Seen:
    generator = torch.Generator().manual_seed(0)
    labels = torch.tensor([0, 1, 2, 1])
    pixels = torch.randint(256, (4, 3, 32, 32), generator=generator, dtype=torch.uint8)
    images = Images(pixels, labels, ("<script>", "garden_spider", "=1+1"))
    tensors = {"index": torch.tensor([7, 8, 9, 30]), "features": torch.rand(4, 5)}
    view = SimpleNamespace(run=None)
    return Seen(Shown(view, ""), [0], Moment(0, tensors, images), torch.tensor([[0.5, 1.0]] * 4))  # type: ignore[arg-type]


def test_the_table_names_image_class_and_place() -> None:
    rows = list(csv.DictReader(io.StringIO(table(seen(), (3, 0)))))
    assert rows == [
        {"image": "3", "training_image": "30", "class": "garden_spider", "x": "0.50000", "y": "1.00000"},
        {"image": "0", "training_image": "7", "class": "<script>", "x": "0.50000", "y": "1.00000"},
    ]


def test_the_contact_sheet_holds_every_pixel_of_every_image() -> None:
    images = seen().moment.images
    with Image.open(io.BytesIO(contact_sheet(images))) as picture:
        assert picture.size == (2 * 34, 2 * 34)
        first = torch.frombuffer(bytearray(picture.crop((1, 1, 33, 33)).tobytes()), dtype=torch.uint8)
    assert torch.equal(first.view(32, 32, 3).permute(2, 0, 1), images.pixels[0])


def test_a_class_by_any_name_is_words_and_no_code() -> None:
    images = seen().moment.images
    figure = class_bars(images, images)
    assert "&lt;script&gt;" in figure.data[0].y
    assert "<script>" not in figure.to_json().replace("\\u003c", "<")
    assert in_words(images.take(torch.tensor([0]))) == "One image, of the class <script>"


def test_of_many_classes_those_with_most_images_are_drawn() -> None:
    labels = torch.arange(40).repeat_interleave(torch.arange(40) + 1)
    images = Images(torch.zeros(len(labels), 3, 8, 8, dtype=torch.uint8), labels, tuple(f"c{i}" for i in range(40)))
    figure = class_bars(images, images)
    assert list(figure.data[0].y)[:2] == ["c39", "c38"] and len(figure.data[0].y) == 20
    assert list(figure.data[0].x)[:2] == [40, 39]
    assert list(figure.data[1].x) == pytest.approx(list(figure.data[0].x))
