"""The pictures that are matched."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image
from skimage import data

from ssl_demo.errors import UserError
from ssl_demo.evaluation.matching.photographs import PHOTOGRAPHS, as_picture, enlarged, photograph


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_each_photograph_is_there_without_a_download(name: str) -> None:
    picture = photograph(name)
    assert (picture.shape, picture.dtype) == ((3, 256, 256), torch.uint8)
    assert picture.float().std() > 20


def test_it_is_the_central_square_of_scikit_images_own() -> None:
    cat = Image.fromarray(data.chelsea())  # 451 × 300
    square = cat.resize((256, 256), Image.Resampling.BICUBIC, box=(75.5, 0, 375.5, 300))
    expected = torch.from_numpy(np.array(square)).permute(2, 0, 1)
    assert (photograph("chelsea.png").float() - expected.float()).abs().mean() < 0.5


def test_no_other_file_can_be_asked_for() -> None:
    with pytest.raises(UserError, match="no photograph"):
        photograph("../__init__.py")


def test_a_small_image_is_enlarged_to_the_same_size_and_keeps_its_colours() -> None:
    small = torch.zeros(3, 32, 32, dtype=torch.uint8)
    small[0, :, 16:] = 255
    large = enlarged(small)
    assert (large.shape, large.dtype) == ((3, 256, 256), torch.uint8)
    assert large[0, :, :100].max() < 20 and large[0, :, 156:].min() > 235
    assert not large[1:].any()


def test_any_picture_becomes_its_central_square() -> None:
    picture = Image.new("RGB", (300, 100), "red")
    picture.paste((0, 0, 255), (100, 0, 200, 100))
    assert (as_picture(picture)[:, 8:-8, 8:-8] == torch.tensor([0, 0, 255])[:, None, None]).all()
