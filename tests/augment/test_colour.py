import colorsys
import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as tv

from ssl_demo.augment.colour import change_colours, solarise

# torchvision's luma weights (0.2989, 0.587, 0.114) are rounded and sum to 0.9999.
ROUNDED_LUMA = 3e-4


def noise(low: float = 0.0, high: float = 1.0, count: int = 5) -> Tensor:
    return low + (high - low) * torch.rand(count, 3, 20, 20, generator=torch.Generator().manual_seed(1))


def changed(images: Tensor, **values: Any) -> Tensor:
    """change_colours with the named parameters, and all others neutral."""
    neutral = {"brightness": 1.0, "contrast": 1.0, "saturation": 1.0, "hue": 0.0, "greyscale": False}
    tensors = {name: torch.as_tensor(values.get(name, value)) for name, value in neutral.items()}
    return change_colours(images, **{name: value.expand(len(images)) for name, value in tensors.items()})


@pytest.mark.parametrize("name", ["brightness", "contrast", "saturation"])
def test_a_factor_alone_is_torchvisions_image_by_image_clamping_included(name: str) -> None:
    images, factors = noise(), torch.tensor([0.0, 0.4, 0.8, 1.3, 2.0])
    adjust = getattr(tv, f"adjust_{name}")
    ours = changed(images, **{name: factors})
    for image, factor, result in zip(images, factors, ours, strict=True):
        torch.testing.assert_close(result, adjust(image, float(factor)), atol=ROUNDED_LUMA, rtol=0)


def test_greyscale_is_torchvisions_and_only_where_asked() -> None:
    images = noise(count=2)
    ours = changed(images, greyscale=torch.tensor([True, False]))
    torch.testing.assert_close(ours[0], tv.rgb_to_grayscale(images[0], 3), atol=ROUNDED_LUMA, rtol=0)
    torch.testing.assert_close(ours[1], images[1], atol=1e-6, rtol=0)


def test_all_factors_in_a_row_are_torchvisions_where_nothing_is_clipped() -> None:
    images = noise(0.4, 0.6)
    brightness, contrast = torch.tensor([0.7, 0.9, 1.0, 1.1, 1.3]), torch.tensor([1.4, 0.6, 1.1, 0.8, 1.2])
    saturation = torch.tensor([0.6, 1.4, 1.2, 0.0, 0.9])
    ours = changed(images, brightness=brightness, contrast=contrast, saturation=saturation)
    for i, image in enumerate(images):
        theirs = tv.adjust_brightness(image, float(brightness[i]))
        theirs = tv.adjust_contrast(theirs, float(contrast[i]))
        theirs = tv.adjust_saturation(theirs, float(saturation[i]))
        torch.testing.assert_close(ours[i], theirs, atol=ROUNDED_LUMA, rtol=0)


def test_clamping_comes_once_after_all_operations() -> None:
    # Brightness 2 takes 0.4 and 0.8 to 0.8 and 1.6; contrast 0.5 then draws them to their mean of 1.2: 1.0 and 1.4.
    # Clamping in between would give 0.8 and 1.0, and then 0.85 and 0.95.
    halves = torch.cat([torch.full((1, 3, 2, 4), 0.4), torch.full((1, 3, 2, 4), 0.8)], dim=2)
    torch.testing.assert_close(changed(halves, brightness=2.0, contrast=0.5), torch.ones(1, 3, 4, 4))
    # Brightness takes the red channel to 2.0, of which luma keeps 0.598.
    grey = torch.tensor([1.0, 0.2, 0.2])[:, None, None].expand(1, 3, 2, 2)
    brightened = changed(grey, brightness=2.0, greyscale=True)
    luma = 2 * (0.299 * 1.0 + 0.587 * 0.2 + 0.114 * 0.2)
    torch.testing.assert_close(brightened, torch.full((1, 3, 2, 2), luma))


@pytest.mark.parametrize("turns", [-0.5, -0.2, 0.03, 0.25])
def test_hue_is_a_rotation_of_the_chroma_plane_of_yiq(turns: float) -> None:
    images = noise(0.35, 0.65)
    to_yiq = np.array([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    y, i, q = np.einsum("kc,nchw->knhw", to_yiq, images.double().numpy())
    # Hue grows from red over yellow to green: against the angle of I + iQ.
    turned = (i + 1j * q) * np.exp(-2j * math.pi * turns)
    rgb = np.einsum("ck,knhw->nchw", np.linalg.inv(to_yiq), np.stack([y, turned.real, turned.imag]))
    torch.testing.assert_close(changed(images, hue=turns).double(), torch.from_numpy(rgb), atol=2e-6, rtol=0)


@pytest.mark.parametrize("turns", [-0.04, 0.04])
def test_a_small_turn_moves_the_hue_of_hsv_by_about_as_much(turns: float) -> None:
    images = noise(0.3, 0.7)
    moved = (hsv_hue(changed(images, hue=turns)) - hsv_hue(images) + 0.5) % 1 - 0.5
    assert (moved / turns).mean() == pytest.approx(1, abs=0.15)
    assert (moved / turns).min() > 0.6
    assert (moved / turns).max() < 1.65


@pytest.mark.parametrize("turns", [-0.04, 0.04])
def test_a_small_turn_stays_near_torchvisions(turns: float) -> None:
    images = noise(0.3, 0.7)
    theirs = tv.adjust_hue(images, turns)
    error = (changed(images, hue=turns) - theirs).abs()
    assert error.max() < 0.12
    assert error.mean() < 0.02
    assert error.mean() < 0.5 * (changed(images, hue=-turns) - theirs).abs().mean()


def hsv_hue(images: Tensor) -> np.ndarray:
    colours = images.movedim(1, -1).flatten(0, 2).tolist()
    return np.array([colorsys.rgb_to_hsv(*colour)[0] for colour in colours])


def test_solarise_is_torchvisions_at_one_half() -> None:
    images = noise()
    images[0, 0, 0, 0] = 0.5
    torch.testing.assert_close(solarise(images), tv.solarize(images, 0.5))
