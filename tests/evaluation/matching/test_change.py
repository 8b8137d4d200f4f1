"""What is done to a picture, and where its points go."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import cv2
import numpy as np
import pytest
import torch
from skimage.transform import ProjectiveTransform, warp

from ssl_demo.config import knobs
from ssl_demo.errors import UserError
from ssl_demo.evaluation.matching.change import GREY, Change, Twin, apply, moved
from ssl_demo.evaluation.matching.photographs import PHOTOGRAPHS, photograph
from ssl_demo.randomness import generator

CAT = photograph("chelsea.png")
MIDDLE = 127.5


def twin_of(**change: float) -> Twin:
    return apply(CAT, Change(**change), generator(0, "test"))


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_no_change_gives_the_very_pixels(name: str) -> None:
    twin = apply(photograph(name), Change(), generator(0, "test"))
    assert torch.equal(twin.picture, photograph(name))
    assert np.array_equal(twin.homography, np.eye(3))
    assert twin.seen.all()


def test_a_quarter_turn_is_the_turn_of_the_pixels() -> None:
    twin = twin_of(rotation=90)
    assert torch.equal(twin.picture, CAT.rot90(-1, dims=(1, 2)))
    assert twin.seen.all()
    assert torch.allclose(moved(torch.tensor([[0.0, 0.0]]), twin.homography), torch.tensor([[255.0, 0.0]]).double())


def test_twice_the_size_keeps_the_middle_and_doubles_distances() -> None:
    points = torch.tensor([[MIDDLE, MIDDLE], [MIDDLE + 10, MIDDLE - 20]])
    found = moved(points, Change(scale=2).homography)
    assert torch.allclose(found, torch.tensor([[MIDDLE, MIDDLE], [MIDDLE + 20, MIDDLE - 40]]).double())


def test_a_tilt_is_a_pinhole_cameras_view_of_a_turned_plane() -> None:
    tilt, distance, x, y = math.radians(40), 512, 100.0, -60.0
    # By hand: turn the point about the vertical axis, move it away from the camera, project it to the image plane.
    turned = np.array([x * math.cos(tilt), y, x * math.sin(tilt) + distance])
    seen = distance * turned[:2] / turned[2] + MIDDLE
    found = moved(torch.tensor([[x + MIDDLE, y + MIDDLE]]), Change(perspective=40).homography)[0]
    assert found.tolist() == pytest.approx(seen.tolist(), abs=1e-9)


def test_points_move_as_opencv_moves_them() -> None:
    points = torch.rand(50, 2, generator=generator(0, "points")) * 255
    homography = Change(rotation=33, scale=0.7, perspective=45).homography
    expected = cv2.perspectiveTransform(points.double().numpy()[None], homography)[0]
    assert torch.allclose(moved(points, homography), torch.from_numpy(expected), atol=1e-9)


def test_the_pixels_go_where_the_points_go() -> None:
    change = Change(rotation=25, scale=1.3, perspective=30)
    twin = apply(CAT, change, generator(0, "test"))
    back = ProjectiveTransform(np.linalg.inv(change.homography))
    expected = warp(CAT.permute(1, 2, 0).numpy(), back, order=1, preserve_range=True, cval=GREY)
    assert np.abs(twin.picture.permute(1, 2, 0).numpy() - expected).mean() < 1


def test_a_pattern_that_a_tilt_makes_too_fine_turns_grey_and_into_no_other() -> None:
    stripes = torch.zeros_like(CAT)
    stripes[:, :, ::2] = 255
    twin = apply(stripes, Change(perspective=60), generator(0, "test"))
    assert stripes.float().std() == pytest.approx(127.5, rel=0.01)
    assert twin.picture[:, twin.seen].float().std() < 0.4 * 127.5


def test_pixels_are_seen_where_the_scene_is() -> None:
    twin = twin_of(scale=0.5)
    assert twin.seen.sum() == 128**2
    assert twin.seen[64:192, 64:192].all()
    assert (twin.picture[:, :60] == GREY).all()


def test_a_box_hides_its_share_of_the_side_in_grey() -> None:
    twin = twin_of(occlusion=0.5)
    assert (~twin.seen).sum() == 128**2
    assert (twin.picture[:, ~twin.seen] == GREY).all()
    assert torch.equal(twin.picture[:, twin.seen], CAT[:, twin.seen])
    assert not twin_of(occlusion=1.0).seen.any()


def test_light_falls_off_to_the_right_and_leaves_the_left_edge_as_it_is() -> None:
    twin = twin_of(light=0.8).picture.float()
    assert torch.equal(twin[:, :, 0], CAT[:, :, 0].float())
    assert torch.allclose(twin[:, :, -1], 0.2 * CAT[:, :, -1], atol=0.51)


def test_contrast_shrinks_the_spread_and_keeps_the_mean() -> None:
    twin = twin_of(contrast=0.5).picture.float()
    assert twin.mean() == pytest.approx(float(CAT.float().mean()), abs=0.5)
    assert twin.std() == pytest.approx(float(CAT.float().std()) / 2, rel=0.01)


def test_noise_has_the_standard_deviation_that_was_asked_for() -> None:
    flat = torch.full_like(CAT, 128)
    noise = apply(flat, Change(noise=20), generator(0, "test")).picture.float() - 128
    assert noise.std() == pytest.approx(20, rel=0.02)
    assert noise.mean() == pytest.approx(0, abs=0.2)


def test_a_blur_is_opencvs() -> None:
    expected = cv2.GaussianBlur(CAT.permute(1, 2, 0).numpy().astype(np.float64), (0, 0), 2)
    assert np.abs(twin_of(blur=2).picture.permute(1, 2, 0).numpy() - expected)[8:-8, 8:-8].max() < 1.0


def test_the_same_generator_gives_the_same_twin_and_another_one_another() -> None:
    change = Change(noise=10, occlusion=0.3)
    one, same, other = (apply(CAT, change, generator(seed, "test")) for seed in (0, 0, 1))
    assert torch.equal(one.picture, same.picture) and torch.equal(one.seen, same.seen)
    assert not torch.equal(one.seen, other.seen)


def test_the_box_stays_where_it_is_while_other_things_change() -> None:
    assert torch.equal(twin_of(occlusion=0.3).seen, twin_of(occlusion=0.3, noise=50, contrast=0.5, blur=2).seen)


@pytest.mark.parametrize("name", [field.name for field in fields(Change)])
def test_each_knob_has_bounds_within_which_nothing_breaks_and_is_refused_beyond(name: str) -> None:
    knob = knobs(Change)[name]
    for end in (knob.low, knob.high):
        twin = apply(CAT, replace(Change(), **{name: end}), generator(0, "test"))
        assert np.isfinite(twin.homography).all()
        assert twin.picture.dtype is torch.uint8
    with pytest.raises(UserError, match=name):
        replace(Change(), **{name: knob.high + 1})
