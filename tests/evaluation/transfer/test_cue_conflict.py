"""Scenes of two minds: one kind's shape under another's pattern."""

from __future__ import annotations

import pytest
import torch

from ssl_demo.data.scenes import CLASSES, TEST, TRAIN, Strengths, generate
from ssl_demo.errors import UserError
from ssl_demo.evaluation.transfer.cue_conflict import _seed_of, conflict_images, decisions


def test_every_pair_of_different_kinds_is_drawn() -> None:
    conflict = conflict_images(20, seed=0)
    pairs = {*zip(conflict.shape.tolist(), conflict.pattern.tolist(), strict=True)}
    assert pairs == {(a, b) for a in range(10) for b in range(10) if a != b}
    assert len(conflict) == 180


def test_the_images_are_those_that_the_data_set_draws_with_other_patterns() -> None:
    conflict = conflict_images(20, seed=5)
    moved = [(kind + 3) % 10 for kind in range(10)]
    drawn = generate(20, seed=_seed_of(5, 3), patterns=moved)
    assert torch.equal(conflict.pixels[40:60], drawn.pixels)
    assert (conflict.pattern[40:60] == (conflict.shape[40:60] + 3) % 10).all()


def test_no_toy_stands_where_one_of_the_data_set_stands() -> None:
    """Other patterns on the very scenes that were trained on would be no new images."""
    drawn = [generate(100, seed=_seed_of(0, shift)).factors["position"] for shift in range(1, 10)]
    known = torch.cat([generate(n, seed).factors["position"] for n, seed in ((TRAIN, 1), (TEST, 2))])
    assert torch.cdist(torch.cat(drawn).double(), known.double(), compute_mode="donot_use_mm_for_euclid_dist").min() > 0


def test_only_kinds_that_were_learned_take_part_and_are_numbered_as_there() -> None:
    conflict = conflict_images(100, seed=0, kinds=("ring", "ball"))
    every = conflict_images(100, seed=0)
    ring, ball = CLASSES.index("ring"), CLASSES.index("ball")
    among = ((every.shape == ring) & (every.pattern == ball)) | ((every.shape == ball) & (every.pattern == ring))
    assert torch.equal(conflict.pixels, every.pixels[among])
    assert {*conflict.shape.tolist()} == {0, 1}
    assert torch.equal(conflict.shape == 0, every.shape[among] == ring)


def test_decisions_are_counted_by_the_cue_that_they_follow() -> None:
    conflict = conflict_images(20, seed=0)
    assert decisions(conflict.shape, conflict) == (180, 0, 0)
    assert decisions(conflict.pattern, conflict).shape_share == 0
    mixed = conflict.shape.clone()
    mixed[:60] = conflict.pattern[:60]
    mixed[60:80] = next(k for k in range(10) if k not in (0, 1))
    found = decisions(mixed, conflict)
    followed = [int(k == s) + 2 * int(k == p) for k, s, p in zip(mixed, conflict.shape, conflict.pattern, strict=True)]
    assert found == (followed.count(1), followed.count(2), followed.count(0))
    assert found.shape_share == pytest.approx(found.shape / (found.shape + found.pattern))


def test_no_decision_for_either_cue_is_no_share() -> None:
    conflict = conflict_images(20, seed=0, kinds=("ball", "star", "kite"))
    neither = 3 - conflict.shape - conflict.pattern
    assert decisions(neither, conflict).shape_share is None


def test_what_can_be_in_no_conflict_gets_a_clear_sentence() -> None:
    with pytest.raises(UserError, match="at least two"):
        conflict_images(10, seed=0, kinds=("ball",))
    with pytest.raises(UserError, match="plain"):
        conflict_images(10, seed=0, strengths=Strengths(pattern=0))
