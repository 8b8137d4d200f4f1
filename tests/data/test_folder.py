from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional as F

from ssl_demo.data.decode import decode
from ssl_demo.data.folder import load_folder
from ssl_demo.errors import UserError


def test_classes_and_order_are_those_of_the_names(folder):
    dataset = load_folder(folder({"train/dog": 2, "train/cat": 3, "test/cat": 1}))
    assert dataset.train.classes == ("cat", "dog")
    assert dataset.train.labels.tolist() == [0, 0, 0, 1, 1]
    assert dataset.train.pixels[:, 0, 0, 0].tolist() == [0, 1, 2, 0, 1]
    assert dataset.test.labels.tolist() == [0]
    assert dataset.train.pixels.shape == (5, 3, 32, 32)


def test_without_test_a_fixed_fifth_of_every_class_is_set_aside(folder):
    dataset = load_folder(folder({"train/cat": 10, "train/dog": 5}))
    assert dataset.test.pixels[:, 0, 0, 0].tolist() == [1, 6, 1]
    assert dataset.train.pixels[:, 0, 0, 0].tolist() == [0, 2, 3, 4, 5, 7, 8, 9, 0, 2, 3, 4]


def test_large_image_is_cropped_to_its_centre_and_antialiased(tmp_path):
    """Against torch's own antialiased bicubic resize of the central square, away from whose border the two agree."""
    pixels = np.random.default_rng(0).integers(0, 256, (96, 160, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    central = torch.from_numpy(pixels[:, 32:128]).permute(2, 0, 1)[None].float()
    expected = F.interpolate(central, (32, 32), mode="bicubic", antialias=True)[0].clamp(0, 255)
    inside = torch.from_numpy(decode(tmp_path / "a.png", "a.png").copy())[:, 2:-2, 2:-2]
    assert (inside - expected[:, 2:-2, 2:-2]).abs().max() <= 2


def test_image_of_the_right_size_is_unchanged(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert np.array_equal(decode(tmp_path / "a.png", "a.png"), pixels.transpose(2, 0, 1))


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1"])
def test_every_colour_mode_becomes_rgb(tmp_path, mode):
    Image.new("RGB", (40, 40), (255, 255, 255)).convert(mode).save(tmp_path / "a.tif")
    assert decode(tmp_path / "a.tif", "a.tif").min() >= 250


def header_of_a_huge_png(side: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return start + struct.pack(">I", 1000) + b"IDAT"


def truncated_jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(buffer, "JPEG")
    return buffer.getvalue()[:1500]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda image: b"hello", "can't be read as an image; replace it or remove it"),
        (lambda image: truncated_jpeg(), "can't be read as an image; replace it or remove it"),
        (lambda image: image(size=(1, 1)), "is only 1×1 pixels"),
        (lambda image: header_of_a_huge_png(10_000), "more than 40 megapixels"),
        (lambda image: header_of_a_huge_png(100_000), "more than 40 megapixels"),
    ],
    ids=["text", "truncated", "one pixel", "10,000 × 10,000", "100,000 × 100,000"],
)
def test_bad_image_is_named_with_what_to_do(folder, image_bytes, content, sentence):
    root = folder({"train/cat": 300, "train/dog": 2})
    (root / "train/dog/bad.png").write_bytes(content(image_bytes))
    with pytest.raises(UserError, match=f"^train/dog/bad.png .*{sentence}"):
        load_folder(root)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"train/cat": 2, "train/dog": 0}, "train/dog holds no .png"),
        ({"train/cat": 2, "train/dog": 2, "test/dog": 0}, "test/dog holds no .png"),
        ({"train/cat": 2}, "only one class"),
        ({"train": 2}, "no class folders"),
        ({"cat": 2, "dog": 2}, "no folder 'train'"),
        ({"train/cat": 2, "train/dog": 2, "test/cow": 1}, "'cow' is in 'test' but not in 'train'"),
        ({"train/cat": 2, "train/dog": 2, "test": 0}, "'test' is empty"),
        ({"train/cat": 1, "train/dog": 1}, "single image"),
    ],
)
def test_unusable_layout_is_explained(folder, counts, sentence):
    with pytest.raises(UserError, match=sentence):
        load_folder(folder(counts))


def test_hidden_and_other_files_are_left_out(folder):
    root = folder({"train/cat": 2, "train/dog": 2, "test/cat": 1})
    (root / "train/cat/.hidden.png").write_text("no image")
    (root / "train/cat/notes.txt").write_text("no image")
    (root / "train/.cache").mkdir()
    assert len(load_folder(root).train) == 4


def test_jpeg_with_capital_suffix_counts(folder, image_bytes):
    root = folder({"train/cat": 1, "train/dog": 2, "test/dog": 1})
    (root / "train/cat/PHOTO.JPG").write_bytes(image_bytes(kind="JPEG"))
    assert len(load_folder(root).train) == 4
