import numpy as np
import pytest
import torch
from skimage.feature import hog
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.hog import hog_features


def noise(*shape: int) -> Tensor:
    return torch.randint(0, 256, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("height, width, blocks", [(32, 32, 4), (24, 40, 3)])
def test_features_are_those_of_scikit_image_one_image_at_a_time(height: int, width: int, blocks: int) -> None:
    pixels = noise(3, 3, height, width)
    found = hog_features(pixels)
    assert found.shape == (3, blocks * 9 * 9) and found.dtype == torch.float32
    for image, features in zip(pixels, found, strict=True):
        by_hand = hog(
            np.moveaxis(np.sqrt(image.double().numpy()), 0, 2),
            orientations=9,
            pixels_per_cell=(8, 8),
            cells_per_block=(3, 3),
            block_norm="L2-Hys",
            channel_axis=2,
        )
        torch.testing.assert_close(features.double(), torch.from_numpy(by_hand), atol=1e-4, rtol=0)


def test_stripes_have_one_direction_and_turned_by_a_right_angle_another() -> None:
    upright = (torch.arange(32) // 4 % 2 * 200).to(torch.uint8).expand(1, 3, 32, 32)
    features = torch.cat([hog_features(upright), hog_features(upright.transpose(2, 3))])
    of_upright, of_level = features.view(2, -1, 9).sum(dim=1)
    assert of_upright.count_nonzero() == of_level.count_nonzero() == 1
    assert of_upright.argmax() != of_level.argmax()


def test_the_colour_in_which_an_edge_shows_makes_no_difference() -> None:
    pixels = torch.zeros(3, 3, 32, 32, dtype=torch.uint8)
    pixels[range(3), range(3)] = noise(32, 32)
    features = hog_features(pixels)
    torch.testing.assert_close(features[1:], features[:1].expand(2, -1))


def test_half_the_light_makes_next_to_no_difference() -> None:
    pixels = noise(5, 3, 32, 32) // 2 * 2
    torch.testing.assert_close(hog_features(pixels // 2), hog_features(pixels), atol=1e-4, rtol=0)


def test_a_flat_image_has_no_edges() -> None:
    assert hog_features(torch.full((1, 3, 32, 32), 90, dtype=torch.uint8)).count_nonzero() == 0


@pytest.mark.parametrize("height, width", [(1, 1), (23, 32), (32, 23)])
def test_images_smaller_than_a_block_are_refused(height: int, width: int) -> None:
    with pytest.raises(UserError, match="at least 24×24"):
        hog_features(noise(2, 3, height, width))
