"""Pictures as people have them, each made here as a real file. What is too small, too large or no picture at all is
in test_folder.py, as a folder of images meets it first."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ssl_demo.data import decode as decoding
from ssl_demo.data.decode import decode, open_picture, to_square
from ssl_demo.errors import UserError

WHITE, RED, BLUE = (255, 255, 255), (200, 20, 30), (10, 30, 220)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def halves(left: tuple[int, ...], right: tuple[int, ...], mode: str = "RGB") -> Image.Image:
    """40 pixels wide, 24 high."""
    picture = Image.new(mode, (40, 24), left)
    picture.paste(right, (20, 0, 40, 24))
    return picture


def opened(content: bytes, **options: Any) -> np.ndarray:
    picture = open_picture(content, "it", **options)
    assert picture.mode == "RGB"
    return np.asarray(picture)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "PPM"])
@pytest.mark.parametrize("full", [65_535, 900])
def test_16_bit_greys_keep_their_range(kind: str, full: int) -> None:
    grey = np.linspace(0, full, 50 * 40).round().astype(np.uint16).reshape(40, 50)
    expected = np.round(grey / 65_535 * 255).astype(np.uint8)
    found = opened(saved(Image.fromarray(grey), kind))
    assert np.array_equal(found, np.repeat(expected[..., None], 3, axis=2))


def test_the_order_of_bytes_in_16_bit_greys_makes_no_difference() -> None:
    grey = np.arange(0, 64_000, 40, dtype=np.uint16).reshape(40, 40)
    little, big = (saved(Image.fromarray(grey.astype(kind)), "TIFF") for kind in ("<u2", ">u2"))
    assert little[:2] != big[:2]
    assert np.array_equal(opened(little), opened(big))


def test_greys_without_a_range_are_white_where_they_are_lightest() -> None:
    fractions = np.linspace(-0.5, 1, 400, dtype=np.float32).reshape(20, 20)
    fractions[0, 0] = np.nan
    expected = np.round(fractions.clip(0, 1) * 255)
    expected[0, 0] = 0
    assert np.array_equal(opened(saved(Image.fromarray(fractions), "TIFF"))[..., 0], expected)
    large = np.linspace(0, 2_000_000, 400).astype(np.int32).reshape(20, 20)
    found = opened(saved(Image.fromarray(large), "TIFF"))[..., 1]
    assert np.abs(found - large / large.max() * 255).max() <= 0.51


def test_what_is_transparent_lies_on_white() -> None:
    half_red = tuple(round((value + 255) / 2) for value in RED)
    clear, half = (*BLUE, 0), (*RED, 128)
    found = opened(saved(halves(clear, half, "RGBA"), "PNG"))
    assert (found[:, :20] == WHITE).all()
    assert np.abs(found[:, 20:].astype(int) - half_red).max() <= 1


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_transparent_colour_of_a_palette_lies_on_white(kind: str) -> None:
    picture = halves(BLUE, RED).quantize(4)
    found = opened(saved(picture, kind, transparency=picture.getpixel((0, 0))))
    assert (found[:, :20] == WHITE).all()
    assert (found[:, 20:] == RED).all()


def test_transparent_grey_lies_on_white() -> None:
    found = opened(saved(halves((80, 0), (80, 255), "LA"), "PNG"))
    assert (found[:, :20] == 255).all()
    assert (found[:, 20:] == 80).all()


def test_the_inks_of_a_cmyk_jpeg_become_their_colours() -> None:
    cyan_black = halves((255, 0, 0, 0), (0, 0, 0, 255), "CMYK")
    found = opened(saved(cyan_black, "JPEG", quality=95)).astype(int)
    assert np.abs(found[:, :16] - (0, 255, 255)).max() <= 8
    assert found[:, 24:].max() <= 8


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (40, 24), colour) for colour in (RED, BLUE)]
    options = {"lossless": True} if kind == "WEBP" else {}
    found = opened(saved(frames[0], kind, save_all=True, append_images=frames[1:], **options))
    assert np.abs(found.astype(int) - RED).max() <= 1


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [(3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_270), (8, Image.Transpose.ROTATE_90)],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright_as_its_camera_noted(kind: str, orientation: int, turn: Image.Transpose) -> None:
    picture, exif = halves(RED, BLUE), Image.Exif()
    exif[0x0112] = orientation
    content = saved(picture, kind, exif=exif.tobytes(), quality=95)
    assert np.abs(opened(content).astype(int) - np.asarray(picture.transpose(turn))).mean() < 6


def test_a_large_jpeg_comes_smaller_where_that_is_allowed_and_no_other_way() -> None:
    content = saved(Image.new("RGB", (1600, 1200), RED), "JPEG")
    assert opened(content).shape == (1200, 1600, 3)
    assert opened(content, least=64).shape == (150, 200, 3)
    assert opened(content, least=1024).shape == (1200, 1600, 3)


def test_decode_reads_a_large_jpeg_at_a_fraction_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def noting(picture: Image.Image) -> np.ndarray:
        sizes.append(picture.size)
        return to_square(picture)

    monkeypatch.setattr(decoding, "to_square", noting)
    assert decode(saved(Image.new("RGB", (1600, 1200), RED), "JPEG"), "it").shape == (3, 32, 32)
    assert sizes == [(200, 150)]


def test_a_file_that_would_start_another_program_is_not_opened() -> None:
    with pytest.raises(UserError, match=r"^it can't be read as an image"):
        open_picture(saved(Image.new("RGB", (40, 24), RED), "EPS"), "it")
