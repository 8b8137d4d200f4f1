"""The field for one's own picture, given real files that are made here."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.own_image import FRAMES, PAGES
from ssl_demo.data.decode import decode, open_picture

RED, BLUE = (200, 20, 30), (10, 30, 220)


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def plain_picture(mode: str = "RGB", size: tuple[int, int] = (40, 40)) -> Image.Image:
    return Image.new("RGB", size, RED).convert(mode)


def upload(content: bytes, name: str = "mine.png") -> AppTest:
    def page() -> None:
        import streamlit as st

        from app.own_image import own_image

        st.session_state["found"] = own_image("mine")

    at = AppTest.from_function(page, default_timeout=30).run()
    assert at.session_state["found"] is None
    at.file_uploader[0].upload(name, content).run()
    assert not at.exception
    return at


def huge_header() -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return start + struct.pack(">I", 1000) + b"IDAT"


def truncated() -> bytes:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    return saved(Image.fromarray(noise), "JPEG")[:1500]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "can't be read as an image"),
        (b"", "can't be read as an image"),
        (truncated(), "can't be read as an image"),
        (saved(plain_picture(size=(1, 1))), "is only 1×1 pixels"),
        (huge_header(), "more than 40 megapixels"),
    ],
    ids=["text", "nothing", "truncated", "one pixel", "50,000 × 50,000"],
)
def test_a_bad_file_is_one_sentence_and_no_image(content: bytes, sentence: str) -> None:
    at = upload(content, "a_*b*.png")
    assert at.session_state["found"] is None
    assert [sentence in error.value for error in at.error] == [True]
    assert r"a\_\*b\*.png" in at.error[0].value


def test_a_photograph_comes_large_and_as_the_encoder_is_given_it() -> None:
    picture = Image.new("RGB", (3000, 1500), RED)
    picture.paste(BLUE, (1500, 0, 3000, 1500))
    content = saved(picture)
    own = upload(content).session_state["found"]
    assert own.name == "mine.png"
    assert own.picture.size == (1024, 512)
    assert own.picture.getpixel((10, 10)) == RED
    assert own.picture.getpixel((1000, 500)) == BLUE
    assert own.pixels.shape == (1, 3, 32, 32)
    assert np.array_equal(own.pixels[0].numpy(), decode(content, "it"))
    assert own.notes == ("It was cropped to its central square.",)


def test_a_picture_that_is_as_it_should_be_needs_no_note() -> None:
    own = upload(saved(plain_picture())).session_state["found"]
    assert own.notes == ()
    assert own.picture.size == (40, 40)


ANIMATED = {"save_all": True, "append_images": [Image.new("RGB", (40, 40), BLUE)]}
SIDEWAYS = Image.Exif()
SIDEWAYS[0x0112] = 6


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (saved(plain_picture(), "GIF", **ANIMATED), FRAMES),
        (saved(plain_picture(), "WEBP", lossless=True, **ANIMATED), FRAMES),
        (saved(plain_picture(), "TIFF", **ANIMATED), PAGES),
        (saved(plain_picture(), "MPO", **ANIMATED), PAGES),
        (saved(plain_picture(), "JPEG", exif=SIDEWAYS.tobytes()), "turned upright"),
        (saved(plain_picture("RGBA")), "laid on white"),
        (saved(plain_picture("P"), transparency=0), "laid on white"),
        (saved(plain_picture("CMYK"), "JPEG"), "CMYK"),
        (saved(Image.fromarray(np.full((40, 40), 50_000, np.uint16))), "steps of grey"),
        (saved(plain_picture(size=(20, 20))), "enlarged"),
    ],
    ids=["gif", "webp", "pages", "two in one JPEG", "EXIF", "RGBA", "palette", "CMYK", "16 bits", "small"],
)
def test_what_was_done_to_a_picture_is_said(content: bytes, note: str) -> None:
    own = upload(content).session_state["found"]
    assert [note in sentence for sentence in own.notes] == [True]


def test_a_picture_is_decoded_once_however_often_the_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    at = upload(saved(plain_picture()))
    monkeypatch.setattr("app.own_image._opened", lambda *_: pytest.fail("read again"))
    assert at.run().session_state["found"] is not None
    assert not at.exception


def test_another_picture_of_the_same_name_takes_its_place() -> None:
    at = upload(saved(plain_picture()))
    at.file_uploader[0].upload("mine.png", saved(plain_picture(size=(50, 50)))).run()
    assert at.session_state["found"].picture.size == (50, 50)


def test_nothing_of_a_picture_is_kept_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be kept for the whole process would spare the second visitor the opening."""
    opened = []

    def counted(content: bytes, *given: Any, **more: Any) -> Image.Image:
        opened.append(content)
        return open_picture(content, *given, **more)

    monkeypatch.setattr("app.own_image.open_picture", counted)
    for visit in (1, 2):
        upload(saved(plain_picture()))
        assert len(opened) == visit


def test_the_picture_stays_while_the_field_is_not_drawn_until_it_is_taken_away() -> None:
    def page() -> None:
        import streamlit as st

        from app.own_image import own_image

        if st.toggle("Here", True):
            st.session_state["found"] = own_image("mine")

    at = AppTest.from_function(page, default_timeout=30).run()
    at.file_uploader[0].upload("a_b.png", saved(plain_picture())).run()
    assert not at.button
    at.toggle[0].set_value(False).run()
    at.toggle[0].set_value(True).run()
    assert at.session_state["found"].name == "a_b.png"
    assert at.button[0].label == r"Take a\_b.png away"
    at.button[0].click().run()
    assert at.session_state["found"] is None
    assert not at.button


def test_a_bad_file_takes_the_place_of_a_good_one() -> None:
    at = upload(saved(plain_picture()))
    at.file_uploader[0].upload("other.png", b"hello").run()
    assert at.session_state["found"] is None
    assert len(at.error) == 1
