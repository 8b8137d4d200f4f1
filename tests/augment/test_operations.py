from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as tv

from ssl_demo.augment.operations import OPERATIONS, apply_one
from ssl_demo.errors import UserError

ORACLES: dict[str, tuple[float, Callable[[Tensor], Tensor]]] = {
    "crop": (0.25, lambda x: tv.resized_crop(x, 8, 8, 16, 16, [32, 32], antialias=True)),
    "flip": (1, tv.horizontal_flip),
    "brightness": (1.7, lambda x: tv.adjust_brightness(x, 1.7)),
    "contrast": (0.3, lambda x: tv.adjust_contrast(x, 0.3)),
    "saturation": (1.8, lambda x: tv.adjust_saturation(x, 1.8)),
    "greyscale": (1, lambda x: tv.rgb_to_grayscale(x, 3)),
    "blur": (1.5, lambda x: tv.gaussian_blur(x, [13, 13], [1.5, 1.5])),
    "solarise": (1, lambda x: tv.solarize(x, 0.5)),
}


def pixels() -> Tensor:
    return torch.randint(0, 256, (3, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(5))


@pytest.mark.parametrize("name", ORACLES)
def test_an_operation_does_what_torchvisions_does(name: str) -> None:
    strength, oracle = ORACLES[name]
    theirs = torch.stack([oracle(image) for image in pixels().float() / 255])
    torch.testing.assert_close(apply_one(pixels(), name, strength), theirs, atol=3e-4, rtol=0)


@pytest.mark.parametrize("name", OPERATIONS)
def test_at_the_neutral_strength_nothing_changes_and_at_either_end_something_does(name: str) -> None:
    operation, images = OPERATIONS[name], pixels()
    assert torch.equal(operation.apply(images, operation.neutral), images.float() / 255)
    for end in {operation.low, operation.high} - {operation.neutral}:
        changed = operation.apply(images, end)
        assert (changed - images.float() / 255).abs().mean() > 0.01
        assert changed.min() >= 0
        assert changed.max() <= 1


def test_cutout_covers_the_middle_with_the_mean() -> None:
    cut = apply_one(pixels(), "cutout", 0.5)
    expected = pixels().float() / 255
    for image in expected:
        image[:, 8:24, 8:24] = image.mean()
    torch.testing.assert_close(cut, expected)


def test_hue_at_a_half_turn_gives_the_opposite_colour_at_equal_luma() -> None:
    reddish = torch.tensor([140, 110, 110], dtype=torch.uint8)[None, :, None, None].expand(1, 3, 32, 32)
    red, green, blue = apply_one(reddish, "hue", 0.5)[0, :, 0, 0].tolist()
    assert red < green
    assert red < blue
    assert 0.299 * red + 0.587 * green + 0.114 * blue == pytest.approx((110 + 0.299 * 30) / 255, abs=1e-5)


def test_a_strength_out_of_range_or_an_unknown_name_is_refused_in_a_sentence() -> None:
    with pytest.raises(UserError, match="between 0 and 2"):
        apply_one(pixels(), "contrast", 2.1)
    with pytest.raises(UserError, match="choose one of crop, flip"):
        apply_one(pixels(), "sharpen", 1)
