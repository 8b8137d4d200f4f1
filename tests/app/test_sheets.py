import base64
import io
import re

import numpy as np
import pytest
import torch
from PIL import Image

from app.gallery import sheet_html
from app.sprite import MARGIN, as_bytes, make_sprite
from ssl_demo.errors import UserError


def noise(count: int, side: int = 32) -> torch.Tensor:
    return torch.randint(
        0, 256, (count, 3, side, side), generator=torch.Generator().manual_seed(count), dtype=torch.uint8
    )


def opened(url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",", 1)[1]))).convert("RGB"))


@pytest.mark.parametrize(("count", "columns", "side"), [(1, None, 32), (7, 3, 32), (10, None, 16), (5, 5, 64)])
def test_every_pixel_of_every_image_is_in_its_tile(count: int, columns: int | None, side: int) -> None:
    images = noise(count, side)
    sprite = make_sprite(images, columns)
    picture = opened(sprite.url)
    assert picture.shape[:2] == (sprite.rows * sprite.pitch, sprite.columns * sprite.pitch)
    for number, image in enumerate(images):
        left, top = sprite.corner(number)
        tile = picture[top : top + side, left : left + side]
        assert (tile == image.permute(1, 2, 0).numpy()).all()


def test_the_margin_repeats_the_edge_so_that_no_neighbour_shines_through() -> None:
    sprite = make_sprite(noise(4), columns=2)
    picture, (left, top) = opened(sprite.url), sprite.corner(3)
    assert (picture[top - MARGIN : top + 32, left - MARGIN] == picture[[top, *range(top, top + 32)], left]).all()


def test_floats_and_bytes_give_the_same_sheet() -> None:
    images = noise(3)
    assert make_sprite(images.float() / 255).url == make_sprite(images).url
    assert (as_bytes(images.float() / 255) == images).all()


def test_a_small_sheet_looks_alike_and_weighs_less() -> None:
    ramp = torch.linspace(0, 255, 32).to(torch.uint8).expand(64, 3, 32, 32).contiguous()
    small, exact = make_sprite(ramp, small=True), make_sprite(ramp)
    assert len(small.url) < len(exact.url)
    assert np.abs(opened(small.url).astype(int) - opened(exact.url)).mean() < 4


@pytest.mark.parametrize("shape", [(0, 3, 32, 32), (2, 1, 32, 32), (2, 3, 32, 16), (3, 32, 32)])
def test_what_is_no_sheet_of_square_images_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(UserError, match="A sheet takes images"):
        make_sprite(torch.zeros(shape, dtype=torch.uint8))


def test_a_tile_shows_just_its_own_image() -> None:
    """CSS: an offset of p per cent puts the picture's p per cent point onto the tile's p per cent point."""
    images = noise(7)
    html = sheet_html(images, alt="noise", columns=4)
    sprite = make_sprite(images)
    wide, high = map(float, re.search(r"background-size:([\d.]+)% ([\d.]+)%", html).groups())
    places = re.findall(r"background-position:([\d.]+)% ([\d.]+)%", html)
    assert len(places) == len(images)
    for number, (x, y) in enumerate(places):
        shown = [
            -(100 - size) * float(place) / 100 * sprite.side / 100 for size, place in ((wide, x), (high, y))
        ]  # pixels of the sheet to the left of and above the tile
        assert shown == pytest.approx(sprite.corner(number), abs=1e-2)


def test_words_from_people_stay_words() -> None:
    html = sheet_html(noise(2), alt=['<img src=x onerror="a()">', "'"], captions=["<b>", "&"], marks=['"><i', None])
    assert "<img" not in html
    assert "<b>" not in html
    assert "<i" not in html.replace("<img", "")
    assert html.count('role="img"') == 2


def test_each_image_has_words_for_those_who_cant_see_it() -> None:
    assert re.findall(r'aria-label="([^"]*)"', sheet_html(noise(2), alt="a toy")) == ["a toy, 1 of 2", "a toy, 2 of 2"]
