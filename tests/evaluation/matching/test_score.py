"""Which matches are right: against OpenCV, scikit-image, and cases counted by hand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from skimage.feature import SIFT, match_descriptors

from ssl_demo.evaluation.matching.change import Change, Twin
from ssl_demo.evaluation.matching.curve import Pair
from ssl_demo.evaluation.matching.describe import HAND_MADE, Described, Picture
from ssl_demo.evaluation.matching.match import Matches
from ssl_demo.evaluation.matching.photographs import photograph
from ssl_demo.evaluation.matching.score import judge

KNOWN = [Change(rotation=30), Change(scale=0.7), Change(perspective=35, rotation=-15, scale=1.3), Change(noise=15)]


def pair_of(change: Change, name: str = "astronaut.png") -> Pair:
    return Pair.of(Picture(photograph(name)), change)


def by_opencv(pair: Pair) -> tuple[int, int, int]:
    """Right matches, matches and visible points by OpenCV alone: its SIFT, its matcher, its transform."""
    sift, matcher = cv2.SIFT.create(nfeatures=500), cv2.BFMatcher(cv2.NORM_L2, crossCheck=True)
    greys = [cv2.cvtColor(p.pixels.permute(1, 2, 0).numpy(), cv2.COLOR_RGB2GRAY) for p in (pair.picture, pair.twin)]
    (left, ours), (right, theirs) = (sift.detectAndCompute(grey, None) for grey in greys)
    start = np.array([[point.pt for point in left]])
    targets = cv2.perspectiveTransform(start, pair.made.homography)[0]
    inside = ((targets > -0.5) & (targets < 255.5)).all(axis=1)
    matches = [pair for pair in matcher.match(ours, theirs) if inside[pair.queryIdx]]
    missed = [np.linalg.norm(np.array(right[pair.trainIdx].pt) - targets[pair.queryIdx]) for pair in matches]
    return sum(error <= 4 for error in missed), len(matches), int(inside.sum())


@pytest.mark.parametrize("change", KNOWN, ids=str)
def test_sift_is_scored_as_by_opencv_alone(change: Change) -> None:
    pair = pair_of(change)
    score = pair.scored(HAND_MADE["sift"])
    right, matches, visible = by_opencv(pair)
    assert matches > 50
    assert (int(score.right.sum()), len(score.right), score.visible) == (right, matches, visible)
    assert score.accuracy == right / matches
    assert score.found == right / visible


@pytest.mark.parametrize("change", KNOWN[:2], ids=str)
def test_another_sift_is_right_about_as_often(change: Change) -> None:
    pair = pair_of(change)
    found = []
    for picture in (pair.picture, pair.twin):
        sift = SIFT()
        sift.detect_and_extract(picture.pixels.float().mean(dim=0).numpy() / 255)
        found.append((sift.positions[:, ::-1].astype(float), sift.descriptors))
    (left, ours), (right, theirs) = found
    matches = match_descriptors(ours.astype(float), theirs.astype(float), cross_check=True)
    targets = cv2.perspectiveTransform(left[None], pair.made.homography)[0]
    inside = ((targets > 0) & (targets < 255)).all(axis=1)
    errors = [np.linalg.norm(right[j] - targets[i]) for i, j in matches if inside[i]]
    accuracy = np.mean([error <= 4 for error in errors])
    assert pair.scored(HAND_MADE["sift"]).accuracy == pytest.approx(accuracy, abs=0.12)


def test_a_case_counted_by_hand() -> None:
    seen = torch.ones(256, 256, dtype=torch.bool)
    seen[100:, :] = False
    shift = np.array([[1, 0, 10], [0, 1, 0], [0, 0, 1.0]])
    made = Twin(torch.zeros(3, 256, 256, dtype=torch.uint8), shift, seen)
    # Seen and right; seen and 5 pixels off; out of the frame; behind the box; seen and without a match.
    picture = torch.tensor([[20.0, 20], [40, 40], [250, 20], [60, 200], [80, 80]])
    twin = torch.tensor([[30.0, 24], [53, 44], [100, 90], [0, 0]])
    matches = Matches(torch.tensor([0, 1, 2, 3]), torch.tensor([0, 1, 2, 3]), torch.tensor([0.1, 0.2, 0.3, 0.4]))
    blank = torch.zeros(5, 1)
    score = judge(Described(picture, blank), Described(twin, blank[:4]), matches, made)
    assert score.errors.tolist() == [4.0, 5.0]
    assert score.right.tolist() == [True, False]
    assert score.distances.tolist() == pytest.approx([0.1, 0.2])
    assert (score.start.tolist(), score.end.tolist()) == ([[20, 20], [40, 40]], [[30, 24], [53, 44]])
    assert (score.points, score.visible, score.others) == (5, 3, 4)
    assert score.accuracy == 1 / 2
    assert score.found == 1 / 3


@pytest.mark.parametrize("kind", HAND_MADE)
def test_a_blank_picture_has_no_points_and_no_score(kind: str) -> None:
    pair = Pair.of(Picture(torch.full((3, 256, 256), 90, dtype=torch.uint8)), Change(rotation=10))
    score = pair.scored(HAND_MADE[kind])
    assert score.points == 0
    assert (score.accuracy, score.found) == (None, None)


@pytest.mark.parametrize("kind", HAND_MADE)
def test_a_scene_that_is_wholly_hidden_has_no_score(kind: str) -> None:
    score = pair_of(Change(occlusion=1.0)).scored(HAND_MADE[kind])
    assert score.points > 0
    assert (score.visible, score.others, len(score.right)) == (0, 0, 0)
    assert (score.accuracy, score.found) == (None, None)
