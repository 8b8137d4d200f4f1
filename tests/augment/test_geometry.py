import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as tv

from ssl_demo.augment.geometry import BLUR_RADIUS, blur_weights, resample, resize_weights


def noise(*shape: int) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("side", [16, 24, 32, 45])
def test_crop_flip_and_resize_are_torchvisions_image_by_image(side: int) -> None:
    images = noise(6, 3, 32, 40)
    left = torch.tensor([0, 5, 13, 0, 39, 2])
    width = torch.tensor([40, 12, 27, 7, 1, 30])
    top = torch.tensor([0, 20, 3, 31, 0, 9])
    height = torch.tensor([32, 12, 20, 1, 32, 9])
    mirror = torch.tensor([False, True, False, True, False, True])
    columns = resize_weights(left.float(), width.float(), mirror, 40, side)
    rows = resize_weights(top.float(), height.float(), torch.zeros(6, dtype=torch.bool), 32, side)
    ours = resample(images, rows[:, None], columns[:, None])[0]
    for i, image in enumerate(images):
        box = (int(top[i]), int(left[i]), int(height[i]), int(width[i]))
        theirs = tv.resized_crop(image, *box, [side, side], antialias=True)
        theirs = tv.horizontal_flip(theirs) if mirror[i] else theirs
        torch.testing.assert_close(ours[i], theirs, atol=2e-6, rtol=0)


def test_several_views_of_an_image_are_the_products_rows_image_columns() -> None:
    images, rows, columns = noise(4, 3, 10, 8), noise(4, 2, 6, 10), noise(4, 2, 6, 8)
    views = resample(images, rows, columns)
    for v in range(2):
        for i, image in enumerate(images):
            torch.testing.assert_close(views[v, i], rows[i, v] @ image @ columns[i, v].T)


@pytest.mark.parametrize("side", [16, 24, 32])
def test_blur_is_torchvisions_image_by_image(side: int) -> None:
    images, sigmas = noise(5, 3, side, side), torch.tensor([0.1, 0.4, 0.9, 1.3, 2.0])
    weights = blur_weights(sigmas, side)
    ours = resample(images, weights[:, None], weights[:, None])[0]
    for image, sigma, blurred in zip(images, sigmas, ours, strict=True):
        theirs = tv.gaussian_blur(image, [2 * BLUR_RADIUS + 1] * 2, [float(sigma)] * 2)
        torch.testing.assert_close(blurred, theirs, atol=2e-6, rtol=0)
