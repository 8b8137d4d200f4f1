"""Label curves that were made up so that their answers are known: by hand, or from numpy.interp on the log counts."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ssl_demo.errors import UserError
from ssl_demo.evaluation.crossing import Crossing, Match, crossings, labels_saved, labels_to_match, verdict

SCATTER = {"steady": (0.01, -0.01, 0.0), "turned": (-0.01, 0.0, 0.01)}
"""Of three draws. Where one curve has the first and the other the second, their lead is known to ± 4.3 points."""


def curve(means: dict[int, float], scatter: str = "steady", draws: int = 3) -> dict[int, dict[int, float]]:
    wobbles = SCATTER[scatter] if draws == 3 else (0.0,) * draws
    return {count: {draw: mean + wobble for draw, wobble in enumerate(wobbles)} for count, mean in means.items()}


def judged(left: dict[int, float], right: dict[int, float], draws: int = 3):
    found = verdict(curve(left, "steady", draws), curve(right, "turned", draws))
    assert found is not None
    return found


def height(means: dict[int, float], labels: float) -> float:
    return float(np.interp(math.log(labels), np.log(list(means)), list(means.values())))


FLAT = {1: 0.5, 10: 0.5, 100: 0.5, 1000: 0.5}
KINDS = {
    "ahead everywhere": {1: 0.1, 10: 0.2, 100: 0.2, 1000: 0.4},
    "behind everywhere": {1: 0.9, 10: 0.6, 100: 0.6, 1000: 0.51},
    "overtaken": {1: 0.2, 10: 0.4, 100: 0.6, 1000: 0.7},
    "overtakes": {1: 0.8, 10: 0.6, 100: 0.4, 1000: 0.4},
    "to and fro": {1: 0.3, 10: 0.6, 100: 0.4, 1000: 0.45},
    "tie": {1: 0.49, 10: 0.51, 100: 0.5, 1000: 0.49},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_and_mirrored(kind: str) -> None:
    found, mirrored = judged(FLAT, KINDS[kind]), judged(KINDS[kind], FLAT)
    other_way = {"ahead": "behind", "behind": "ahead", "overtaken": "overtakes", "overtakes": "overtaken"}
    first, *rest = kind.split(" ")
    assert found.kind == kind
    assert mirrored.kind == " ".join([other_way.get(first, first), *rest])
    assert [c.labels for c in found.crossings] == pytest.approx([c.labels for c in mirrored.crossings])
    assert [c.first_leads for c in found.crossings] == [not c.first_leads for c in mirrored.crossings]


@pytest.mark.parametrize("kind", KINDS)
def test_where_curves_cross_both_are_equally_high_and_then_the_leader_is_higher(kind: str) -> None:
    rising = {count: 0.5 + 0.05 * math.log10(count) ** 2 for count in FLAT}
    for at in crossings(curve(rising), curve(KINDS[kind])):
        assert height(rising, at.labels) == pytest.approx(height(KINDS[kind], at.labels))
        assert (height(rising, at.labels * 1.1) > height(KINDS[kind], at.labels * 1.1)) == at.first_leads


def test_a_crossing_is_straight_in_the_logarithm() -> None:
    (at,) = crossings(curve({10: 0.6, 1000: 0.5}), curve({10: 0.5, 1000: 0.6}))
    assert at == (pytest.approx(100), False)


def test_a_crossing_in_the_last_segment_is_found() -> None:
    found = judged(FLAT, {1: 0.1, 10: 0.2, 100: 0.4, 1000: 0.6})
    assert found.kind == "overtaken"
    assert found.crossings == (Crossing(pytest.approx(10**2.5), False),)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({1: 0.4, 10: 0.5, 100: 0.6, 1000: 0.6}, [Crossing(10, False)]),
        ({1: 0.4, 10: 0.5, 100: 0.5, 1000: 0.6}, [Crossing(100, False)]),
        ({1: 0.4, 10: 0.5, 100: 0.4, 1000: 0.4}, []),
        ({1: 0.5, 10: 0.6, 100: 0.6, 1000: 0.5}, []),
        ({1: 0.6, 10: 0.5, 100: 0.4, 1000: 0.5 + 1e-13}, [Crossing(10, True)]),
        (FLAT, []),
    ],
    ids=["through a tie", "through two", "touching", "equal at the ends", "equal but for rounding", "the same curve"],
)
def test_counts_at_which_curves_are_equal_are_no_side(other, expected) -> None:
    assert crossings(curve(FLAT), curve(other)) == expected


def test_a_rounding_error_is_no_side_either() -> None:
    assert judged({1: 0.5 + 1e-13, 10: 0.5}, {1: 0.5, 10: 0.7}).kind == "behind everywhere"


def test_the_same_curve_twice_is_a_tie_also_with_one_draw() -> None:
    assert judged(FLAT, FLAT, draws=1).kind == "tie"


def test_a_lead_is_clear_where_its_interval_excludes_zero() -> None:
    found = judged({1: 0.5, 10: 0.5, 100: 0.5}, {1: 0.3, 10: 0.49, 100: 0.6})
    half = 4.302653 * math.sqrt(0.0003) / math.sqrt(3)  # differences 0.02, -0.01, -0.01 about the lead
    assert found.leads[1] == pytest.approx((0.2, 0.2 - half, 0.2 + half))
    assert (found.clear, found.ahead, found.behind) == ((1, 100), (1,), (100,))
    assert found.kind == "overtaken"


def test_with_one_draw_nothing_is_clear_but_the_signs_count() -> None:
    found = judged(FLAT, KINDS["overtaken"], draws=1)
    assert (found.known, found.clear, found.kind) == (False, (), "overtaken")
    assert (found.ahead, found.behind) == ((1, 10), (100, 1000))
    level = judged(FLAT, {1: 0.5, 10: 0.5, 100: 0.4, 1000: 0.6}, draws=1)
    assert (level.ahead, level.behind) == ((100,), (1000,))


def test_curves_are_compared_where_and_over_the_draws_that_both_have() -> None:
    left = {1: {0: 0.5, 1: 0.9}, 5: {0: 0.6}, 10: {3: 0.9}, 20: {0: 0.7}}
    right = {1: {0: 0.4}, 10: {0: 0.1}, 20: {0: 0.8, 1: 0.0}}
    found = verdict(left, right)
    assert found is not None and found.counts == (1, 20)
    assert [lead.mean for lead in found.leads.values()] == pytest.approx([0.1, -0.1])


@pytest.mark.parametrize("right", [{}, {2: {0: 0.5}}, {1: {7: 0.5}}, {1: {}}])
def test_without_a_count_and_draw_in_common_there_is_no_verdict(right) -> None:
    assert verdict({1: {0: 0.5}}, right) is None
    assert crossings({1: {0: 0.5}}, right) == []


def test_one_count_in_common_is_enough_for_a_verdict() -> None:
    found = judged({1: 0.2, 10: 0.5}, {10: 0.3, 50: 0.6})
    assert (found.kind, found.counts, found.crossings) == ("ahead everywhere", (10,), ())


RISING = {1: 0.2, 10: 0.4, 100: 0.7, 1000: 0.8}


@pytest.mark.parametrize("accuracy", [0.25, 0.39, 0.4, 0.55, 0.7, 0.8])
def test_the_labels_to_match_are_those_at_which_the_curve_is_so_high(accuracy: float) -> None:
    found = labels_to_match(curve(RISING), accuracy)
    expected = math.exp(np.interp(accuracy, list(RISING.values()), np.log(list(RISING))))
    assert found == (pytest.approx(expected), "exact")


def test_nothing_is_claimed_beyond_the_counts_that_were_measured() -> None:
    assert labels_to_match(curve(RISING), 0.2) == labels_to_match(curve(RISING), 0.1) == Match(1, "at most")
    assert labels_to_match(curve(RISING), 0.81) == Match(1000, "more than")
    assert labels_to_match(dict(reversed(curve(RISING).items())), 0.7) == Match(100, "exact")
    with pytest.raises(UserError, match="no point"):
        labels_to_match({5: {}}, 0.5)


def test_of_a_curve_that_falls_again_the_first_time_counts() -> None:
    assert labels_to_match(curve({1: 0.2, 100: 0.6, 1000: 0.3, 10_000: 0.9}), 0.4) == (pytest.approx(10), "exact")


def test_labels_saved_are_those_the_other_needs_beyond_ones_own() -> None:
    ssl = curve({10: 0.55, 100: 0.6})
    assert labels_saved(ssl, curve(RISING), 10).needed == labels_to_match(curve(RISING), 0.55)
    saved = labels_saved(ssl, curve(RISING), 10)
    assert saved.share == pytest.approx(1 - 10 / 10**1.5)
    assert saved.needed.labels == pytest.approx(10**1.5)


def test_no_share_is_claimed_where_there_is_no_match_and_none_is_negative() -> None:
    never = labels_saved(curve({10: 0.9}), curve(RISING), 10)
    assert (never.needed, never.share) == (Match(1000, "more than"), None)
    assert labels_saved(curve({100: 0.3}), curve(RISING), 100).share == 0
    assert labels_saved(curve({10: 0.1}), curve(RISING), 10)[:2] == (Match(1, "at most"), 0)


def test_the_range_of_a_match_is_where_the_ends_of_the_lead_come_down_to_zero() -> None:
    saved = labels_saved(curve({10: 0.55}), curve(RISING, "turned"), 10)
    half = 4.302653 * math.sqrt(0.0003) / math.sqrt(3)
    assert saved.between is not None
    assert [at.labels for at in saved.between] == pytest.approx(
        [labels_to_match(curve(RISING), 0.55 + end).labels for end in (-half, half)]
    )
    assert labels_saved(curve({10: 0.55}, draws=1), curve(RISING, draws=1), 10).between is None


def test_labels_saved_are_told_over_the_draws_that_both_have() -> None:
    other = {100: {0: 0.6, 2: 0.0}, 1: {0: 0.2, 1: 0.9}}
    assert labels_saved({1: {0: 0.4, 3: 1.0}}, other, 1).needed == (pytest.approx(10), "exact")
    with pytest.raises(UserError, match="same draws"):
        labels_saved({1: {0: 0.4}}, other, 5)
