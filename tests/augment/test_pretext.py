import math
from itertools import permutations

import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as tv

from ssl_demo.augment.pretext import (
    ORDERS,
    TRANSFORMS,
    changed,
    draw_ways,
    drop_channel,
    flip,
    reorder,
    rotate,
    scale,
    turn_hue,
)
from ssl_demo.randomness import generator

SIDES = [16, 20, 24, 28, 32]
every_transform = pytest.mark.parametrize("name", list(TRANSFORMS))


def noise(count: int, side: int = 24, low: float = 0.0, high: float = 1.0) -> Tensor:
    return low + (high - low) * torch.rand(count, 3, side, side, generator=generator(2, side))


def each_way(name: str, image: Tensor) -> Tensor:
    """One image [3, side, side] in all the ways of a transform."""
    transform = TRANSFORMS[name]
    return transform.apply(image.expand(transform.ways, -1, -1, -1), torch.arange(transform.ways))


@every_transform
@pytest.mark.parametrize("side", SIDES)
def test_way_zero_leaves_an_image_and_all_ways_differ(name: str, side: int) -> None:
    image = noise(1, side)[0]
    ways = each_way(name, image)
    assert ways.shape == (TRANSFORMS[name].ways, 3, side, side)
    torch.testing.assert_close(ways[0], image, atol=1e-6, rtol=0)
    far = (ways[:, None] - ways[None]).abs().flatten(2).amax(2) > 0.05
    assert torch.equal(far, ~torch.eye(len(ways), dtype=torch.bool))


@every_transform
def test_each_image_is_changed_in_its_own_way(name: str) -> None:
    images, transform = noise(30), TRANSFORMS[name]
    which = torch.randint(transform.ways, (30,), generator=generator(3))
    together = transform.apply(images, which)
    for image, way, after in zip(images, which, together, strict=True):
        torch.testing.assert_close(after, each_way(name, image)[way], atol=1e-6, rtol=0)


@every_transform
def test_the_images_themselves_are_not_touched(name: str) -> None:
    images = noise(4)
    before = images.clone()
    TRANSFORMS[name].apply(images, torch.full((4,), TRANSFORMS[name].ways - 1))
    assert torch.equal(images, before)


def test_rotation_is_torchvisions_and_undone_by_the_other_way_round() -> None:
    images, turns = noise(4), torch.arange(4)
    turned = rotate(images, turns)
    for image, k, after in zip(images, turns.tolist(), turned, strict=True):
        torch.testing.assert_close(after, tv.rotate(image, 90.0 * k), atol=1e-6, rtol=0)
    assert torch.equal(rotate(turned, (4 - turns) % 4), images)


def test_flip_is_torchvisions_and_undone_by_itself() -> None:
    images, down = noise(2), torch.tensor([0, 1])
    flipped = flip(images, down)
    assert torch.equal(flipped[1], tv.vertical_flip(images[1]))
    assert torch.equal(flip(flipped, down), images)


@pytest.mark.parametrize("side", SIDES)
def test_scale_is_torchvisions_crop_of_the_middle(side: int) -> None:
    images = noise(3, side)
    zoomed = scale(images, torch.arange(3))
    for image, length, after in zip(images, (side, side * 3 // 4, side // 2), zoomed, strict=True):
        start = (side - length) // 2
        cropped = tv.resized_crop(image, start, start, length, length, [side, side], antialias=True)
        torch.testing.assert_close(after, cropped, atol=2e-6, rtol=0)


def test_hue_keeps_luma_and_is_undone_by_the_rest_of_the_turn() -> None:
    images, turns = noise(4, low=0.4, high=0.6), torch.arange(4)
    turned = turn_hue(images, turns)
    torch.testing.assert_close(tv.rgb_to_grayscale(turned), tv.rgb_to_grayscale(images), atol=1e-4, rtol=0)
    torch.testing.assert_close(turn_hue(turned, (4 - turns) % 4), images, atol=1e-6, rtol=0)


def test_hue_turns_as_far_as_torchvisions_though_in_yiq() -> None:
    # torchvision turns in HSV and keeps the largest and the smallest channel, this project keeps luma (augment.colour):
    # the two differ, yet each quarter turn is nearer to torchvision's than to any other of the four.
    image = noise(1, low=0.3, high=0.7)[0]
    theirs = torch.stack([tv.adjust_hue(image, turn) for turn in (0.0, 0.25, 0.5, -0.25)])
    distance = (each_way("hue", image)[:, None] - theirs[None]).abs().mean(dim=(2, 3, 4))
    assert distance.argmin(dim=1).tolist() == distance.argmin(dim=0).tolist() == [0, 1, 2, 3]
    assert distance[1, 1] > 0.01


def test_drop_sets_one_channel_to_zero_and_no_other() -> None:
    images = noise(4)
    dropped = drop_channel(images, torch.arange(4))
    for way in range(4):
        for channel in range(3):
            expected = torch.zeros(24, 24) if channel == way - 1 else images[way, channel]
            assert torch.equal(dropped[way, channel], expected)


def test_the_orders_are_all_there_are() -> None:
    assert sorted(map(tuple, ORDERS.tolist())) == sorted(permutations(range(4)))


@pytest.mark.parametrize("side", SIDES)
def test_patch_order_says_which_quarter_lies_where(side: int) -> None:
    image, half = noise(1, side)[0], side // 2
    quarters = [image[:, top : top + half, left : left + half] for top in (0, half) for left in (0, half)]
    for order, after in zip(ORDERS.tolist(), each_way("patch_order", image), strict=True):
        a, b, c, d = (quarters[which] for which in order)
        assert torch.equal(after, torch.cat([torch.cat([a, b], dim=2), torch.cat([c, d], dim=2)], dim=1))


def test_patch_order_gives_24_images_and_is_undone_by_the_inverse_order() -> None:
    images = noise(24)
    reordered = reorder(images, torch.arange(24))
    assert len({each.numpy().tobytes() for each in each_way("patch_order", images[0])}) == 24
    inverse = torch.tensor([ORDERS.tolist().index(order.argsort().tolist()) for order in ORDERS])
    assert torch.equal(reorder(reordered, inverse), images)


def test_all_transforms_together_are_one_after_the_other() -> None:
    images, ways = noise(8), draw_ways(tuple(TRANSFORMS), 8, step=1)
    expected = images
    for name, transform in TRANSFORMS.items():
        expected = transform.apply(expected, ways[name])
    assert torch.equal(changed(images, ways), expected)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(changed(images, ways), expected)


def test_every_way_is_drawn_as_often_as_any_other() -> None:
    for name, way in draw_ways(tuple(TRANSFORMS), 24_000, step=2).items():
        counts = way.bincount(minlength=TRANSFORMS[name].ways)
        fair = 24_000 / TRANSFORMS[name].ways
        assert len(counts) == TRANSFORMS[name].ways
        assert ((counts - fair).abs() < 5 * math.sqrt(fair)).all()


def test_a_step_does_the_same_whenever_it_comes_and_whatever_else_is_done() -> None:
    alone, among = draw_ways(("hue",), 50, step=3), draw_ways(tuple(TRANSFORMS), 50, step=3)
    assert torch.equal(alone["hue"], among["hue"])
    assert not torch.equal(among["hue"], draw_ways(("hue",), 50, step=4)["hue"])
    assert not torch.equal(among["hue"], among["rotation"])
