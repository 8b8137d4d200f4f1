"""Kinds of features, and what every one of them owes: what didn't change is found again."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
import pytest
import torch

from ssl_demo.evaluation.matching.change import Change
from ssl_demo.evaluation.matching.curve import Pair
from ssl_demo.evaluation.matching.describe import HAND_MADE, MOST, Kind, Picture, dense, patches
from ssl_demo.evaluation.matching.photographs import PHOTOGRAPHS, photograph
from ssl_demo.models import make_encoder
from ssl_demo.models.encoders import SIZES
from ssl_demo.randomness import generator

CAT = photograph("chelsea.png")


def encoder(size: str) -> Kind:
    images = torch.stack([CAT[:, i : i + 32, i : i + 32] for i in range(0, 224, 8)])
    return partial(dense, make_encoder(size, images, generator(0, size)).eval())


KINDS: dict[str, Kind] = {**HAND_MADE, "encoder S": encoder("S")}


@pytest.mark.parametrize("photo", PHOTOGRAPHS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_unchanged_picture_is_matched_perfectly(kind: str, photo: str) -> None:
    score = Pair.of(Picture(photograph(photo)), Change()).scored(KINDS[kind])
    assert score.accuracy == 1.0
    assert score.visible == score.points > 50
    assert not score.errors.any()
    assert score.found == 1.0


@pytest.mark.parametrize("size", SIZES)
def test_so_it_is_by_every_architecture(size: str) -> None:
    score = Pair.of(Picture(CAT), Change()).scored(encoder(size))
    assert (score.accuracy, score.found) == (1.0, 1.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_little_change_is_told_from_a_large_one(kind: str) -> None:
    little, large = (
        Pair.of(Picture(CAT), change).scored(KINDS[kind]) for change in (Change(noise=5), Change(noise=60))
    )
    assert little.found > 2 * large.found > 0


def test_orbs_distances_are_hammings() -> None:
    orb = cv2.ORB.create(nfeatures=MOST)
    _, bits = orb.detectAndCompute(cv2.cvtColor(CAT.permute(1, 2, 0).numpy(), cv2.COLOR_RGB2GRAY), None)
    signs = HAND_MADE["orb"](Picture(CAT)).descriptors
    for i, j in ((0, 1), (5, 90), (7, 7)):
        hamming = cv2.norm(bits[i], bits[j], cv2.NORM_HAMMING)
        assert float((signs[i] - signs[j]).square().sum()) == 4 * hamming


def test_features_that_are_read_at_places_share_sifts_places_each_once() -> None:
    picture = Picture(CAT)
    places = {tuple(point) for point in picture.sift.points.tolist()}
    for kind in ("pixels", "encoder S"):
        described = KINDS[kind](picture)
        assert len(described) == len(places)
        assert {tuple(point) for point in described.points.tolist()} == places
    assert len(picture.sift) > len(places)


def test_a_patch_is_the_pixels_around_its_point() -> None:
    ramp = torch.arange(256.0)[None].expand(256, 256)
    picture = Picture(torch.stack([ramp, ramp.T, torch.zeros(256, 256)]).to(torch.uint8))
    picture.__dict__["places"] = torch.tensor([[100.0, 60.0]])
    around = np.arange(-15, 16, 2.0)
    x, y = np.meshgrid(100 + around, 60 + around)
    expected = np.concatenate([x.ravel(), y.ravel(), np.zeros(256)])
    expected -= expected.mean()
    expected /= np.linalg.norm(expected)
    # Channel by channel within a pixel or pixel by pixel within a channel: the same numbers.
    assert np.allclose(sorted(patches(picture).descriptors[0].tolist()), sorted(expected), atol=1e-6)


def test_an_encoders_map_is_read_where_the_point_is() -> None:
    class Positions(torch.nn.Module):
        """An encoder whose maps of stride 8 hold the place that they stand for."""

        stride = 8

        def stages(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
            centres = torch.arange(x.shape[-1] // 8) * 8 + 3.5 - 127.5
            y, x = torch.meshgrid(centres, centres, indexing="ij")
            return (torch.stack([x, y])[None],)

    picture = Picture(CAT)
    picture.__dict__["places"] = torch.tensor([[127.5, 60.0], [200.25, 90.75], [30.0, 200.0]])
    expected = torch.nn.functional.normalize(picture.places - 127.5, dim=1)
    assert torch.allclose(dense(Positions(), picture).descriptors, expected, atol=1e-5)


def test_light_and_contrast_of_the_whole_patch_don_t_matter_to_raw_pixels() -> None:
    one, other = Picture(CAT), Picture((CAT.float() * 0.5 + 40).to(torch.uint8))
    other.__dict__["places"] = one.places
    cosines = (patches(one).descriptors * patches(other).descriptors).sum(dim=1)
    assert cosines.min() > 0.99
