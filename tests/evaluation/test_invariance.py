"""Which changes an encoder overlooks, on encoders that overlook what they were made to, and against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ssl_demo.augment.operations import OPERATIONS, apply_one
from ssl_demo.errors import UserError
from ssl_demo.evaluation.invariance import STRENGTHS, as_pixels, directions, found_again, found_among, invariance
from ssl_demo.models import Encoder, make_encoder

COUNT = 12


class Blocks(Encoder):
    """Embeds the mean colours of 4 × 4 blocks, each moved by the offset: a large one makes all images alike."""

    width, stride = 3 * 64, 4

    def __init__(self, offset: float = -0.5) -> None:
        super().__init__()
        self.offset = nn.Parameter(torch.tensor(offset))

    def stages(self, x: Tensor) -> tuple[Tensor, ...]:
        return ((nn.functional.avg_pool2d(x, 4) + self.offset).flatten(1)[:, :, None, None],)


class Grey(Encoder):
    """Embeds the brightness of 4 × 4 blocks: it sees no colour, and nothing of what the mean of an image is."""

    width, stride = 64, 4

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("luma", torch.tensor([0.299, 0.587, 0.114])[:, None, None])

    def stages(self, x: Tensor) -> tuple[Tensor, ...]:
        grey = (x * self.luma).sum(dim=1, keepdim=True)
        blocks = nn.functional.avg_pool2d(grey, 4).flatten(1)
        return ((blocks - blocks.mean(dim=1, keepdim=True))[:, :, None, None],)


@pytest.fixture
def pixels() -> Tensor:
    coarse = torch.rand(COUNT, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    return as_pixels(nn.functional.interpolate(coarse, 32).mul(0.3).add(0.35))


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_strengths_span_the_operation_and_hold_the_one_that_changes_nothing(name: str) -> None:
    operation, strengths = OPERATIONS[name], STRENGTHS[name]
    assert (strengths[0], strengths[-1]) == (operation.low, operation.high)
    assert operation.neutral in strengths
    assert list(strengths) == sorted(set(strengths))
    assert (len(strengths) == 2) == operation.switch


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("offset", [-0.5, 1_000.0])
def test_what_changes_nothing_is_fully_alike_and_always_found_again(pixels: Tensor, name: str, offset: float) -> None:
    neutral = OPERATIONS[name].neutral
    for encoder in (Blocks(offset), make_encoder("S", pixels, torch.Generator().manual_seed(0))):
        result = invariance(encoder, pixels, name, [neutral])
        assert result.similar == (pytest.approx(1.0, abs=1e-6),)
        assert result.found == (1.0,)


@pytest.mark.parametrize("name", OPERATIONS)
def test_both_measures_are_those_of_numpy(pixels: Tensor, name: str) -> None:
    strengths = STRENGTHS[name]
    result = invariance(Blocks(), pixels, name, strengths)

    def unit(images: Tensor) -> np.ndarray:
        blocks = images.double().numpy().reshape(COUNT, 3, 8, 4, 8, 4).mean(axis=(3, 5)).reshape(COUNT, -1) / 255 - 0.5
        return blocks / np.linalg.norm(blocks, axis=1, keepdims=True)

    originals = unit(pixels)
    others = ~np.eye(COUNT, dtype=bool)
    assert result.strangers == pytest.approx((originals @ originals.T)[others].mean(), abs=1e-5)
    assert result.strengths == strengths
    for strength, similar, found in zip(strengths, result.similar, result.found, strict=True):
        cosines = unit((apply_one(pixels, name, strength) * 255).round()) @ originals.T
        assert similar == pytest.approx(np.diagonal(cosines).mean(), abs=1e-5)
        beaten = np.where(others, cosines, -2).max(axis=1)
        assert found == np.mean(np.diagonal(cosines) > beaten + 1e-7)


@pytest.mark.parametrize("name", ["greyscale", "saturation", "hue"])
def test_an_encoder_that_sees_no_colour_overlooks_its_changes_and_no_others(pixels: Tensor, name: str) -> None:
    strengths = STRENGTHS[name]
    assert min(invariance(Grey(), pixels, name, strengths).similar) > 0.99
    assert min(invariance(Grey(), pixels, name, strengths).found) == 1.0
    assert min(invariance(Blocks(), pixels, name, strengths).similar) < 0.9
    assert min(invariance(Grey(), pixels, "flip", (0.0, 1.0)).found) < 0.5


def test_an_encoder_that_finds_everything_alike_looks_invariant_until_strangers_are_asked(pixels: Tensor) -> None:
    blind, seeing = (invariance(Blocks(offset), pixels, "flip", (1.0,)) for offset in (1_000.0, -0.5))
    assert blind.similar[0] > 0.999
    assert blind.strangers > 0.999
    assert seeing.similar[0] < 0.5
    assert seeing.strangers < 0.5


def test_where_all_images_have_become_one_only_the_nearest_to_it_is_found(pixels: Tensor) -> None:
    assert invariance(Blocks(), pixels, "brightness", (0.0,)).found == (1 / COUNT,)


def test_a_tie_is_not_found() -> None:
    originals = torch.eye(3)[[0, 1, 1]]
    assert found_again(originals, originals).tolist() == [True, False, False]


@pytest.mark.parametrize("offset", [-0.5, 1_000.0])
def test_versions_of_one_image_are_found_among_others_also_where_all_cosines_are_one(
    pixels: Tensor, offset: float
) -> None:
    encoder = Blocks(offset)
    originals = directions(encoder, pixels)
    versions = directions(encoder, torch.cat([as_pixels(apply_one(pixels[:1], "hue", h)) for h in STRENGTHS["hue"]]))
    exact = np.linalg.norm(versions.double().numpy()[:, None] - originals.double().numpy(), axis=2)
    expected = exact[:, 0] < exact[:, 1:].min(axis=1)
    assert found_among(versions, originals[:1], originals[1:]).tolist() == expected.tolist()
    assert expected.any()
    if offset == 1_000.0:
        alike = versions @ originals.T
        assert (alike[:, :1] <= alike[:, 1:]).any(dim=1).all()


def test_a_version_as_near_to_another_image_is_not_found_and_among_none_it_is() -> None:
    images = torch.eye(3)
    assert found_among(images[:2], images[:1], images[1:]).tolist() == [True, False]
    assert found_among(images[2:], images[:1], images[1:2]).tolist() == [False]
    assert found_among(images, images[:1], images[:0]).tolist() == [True] * 3


def test_one_image_alone_can_not_be_found_among_others(pixels: Tensor) -> None:
    with pytest.raises(UserError, match="at least two images"):
        invariance(Blocks(), pixels[:1], "crop", (0.5,))


def test_originals_that_are_known_already_need_no_second_look(pixels: Tensor) -> None:
    encoder = Blocks()
    afresh = invariance(encoder, pixels, "hue", STRENGTHS["hue"])
    assert invariance(encoder, pixels, "hue", STRENGTHS["hue"], directions(encoder, pixels)) == afresh
    others = invariance(encoder, pixels, "hue", STRENGTHS["hue"], directions(encoder, pixels.flip(0)))
    assert others.found != afresh.found
