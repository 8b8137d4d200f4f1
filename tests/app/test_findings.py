"""Titles say what the points say, and no more. All numbers here are made up."""

import pytest

from app.findings import beside, moved, number, percent

RISE = [(0, 0.34), (10, 0.5), (20, 0.98)]


@pytest.mark.parametrize(
    ("points", "over", "said"),
    [
        ([], True, "Spread"),
        ([(0, 0.3)], False, "Spread starts at 0.30"),
        ([(0, 0.13), (5, 0.58)], True, "Spread rose from 0.13 to 0.58"),
        ([(0, 0.9), (5, 0.1)], True, "Spread fell from 0.90 to 0.10"),
        ([(0, 0.13), (5, 0.58)], False, "Spread has risen from 0.13 to 0.58 so far"),
        ([(0, 0.9), (5, 0.1)], False, "Spread has fallen from 0.90 to 0.10 so far"),
        ([(0, 0.640), (5, 0.65), (9, 0.641)], True, "Spread holds at 0.64"),
        ([(0, 0.640), (5, 0.65), (9, 0.641)], False, "Spread holds at 0.64 so far"),
        ([(0, 0.64), (5, 0.1), (9, 0.64)], True, "Spread ended where it began, at 0.64"),
        ([(0, 0.64), (5, 0.1), (9, 0.64)], False, "Spread is back at 0.64"),
    ],
)
def test_a_reading_rose_fell_or_held(points: list[tuple[float, float]], over: bool, said: str) -> None:
    assert moved("Spread", points, number, over=over) == said


@pytest.mark.parametrize(
    ("values", "over", "said"),
    [
        ((0.95, 0.99), True, "kNN rose from 95 % to 99 %"),
        ((0.95, 0.99), False, "kNN has risen from 95 % to 99 % so far"),
        ((0.99, 0.95), True, "kNN fell from 99 % to 95 %"),
        ((0.972, 0.974), True, "kNN holds at 97 %"),
        ((0.97, 0.98, 0.97), True, "kNN ended where it began, at 97 %"),
        ((0.002, 0.0021), True, "kNN holds at 0 %"),
    ],
)
def test_shares_are_the_same_only_where_they_are_written_the_same(values: tuple, over: bool, said: str) -> None:
    assert moved("kNN", list(enumerate(values)), percent, over=over) == said.replace(" %", "\u00a0%")


def test_a_restless_curve_ends_at_the_mean_of_its_last_twentieth() -> None:
    losses = [(step, 5.0 if step == 0 else 2.0 + (step % 2)) for step in range(100)]  # the last five: 3 2 3 2 3
    assert moved("The loss", losses, number, over=True, restless=True) == "The loss fell from 5.00 to 2.60"
    assert moved("The loss", losses, number, over=True) == "The loss fell from 5.00 to 3.00"


def test_two_curves_stand_beside_each_other() -> None:
    said = beside(
        "kNN accuracy", [(0, 0.3), (9, 0.229)], RISE, "the healthy twin's", percent, over=True, restless=False
    )
    assert said == "kNN accuracy ended at 23\u00a0%, the healthy twin's at 98\u00a0%"
    assert beside("Rank", [(0, 3.0)], [], "its", number, over=False) == "Rank is at 3.00"
    assert beside("Rank", [], RISE, "its", number, over=False) == "Rank"


def test_a_curve_that_still_grows_is_compared_at_the_newest_step_that_both_have() -> None:
    young = [(0, 0.34), (10, 0.4)]
    assert beside("Spread", young, RISE, "its twin's", number, over=False) == (
        "Spread is at 0.40; at that step its twin's was at 0.50"
    )
    assert beside("Spread", RISE, young, "its twin's", number, over=False) == (
        "Spread is at 0.50; at that step its twin's was at 0.40"
    )
    assert beside("Spread", young, [(5, 0.1)], "its twin's", number, over=False) == "Spread is at 0.40"
    assert beside("Spread", young, RISE, "its twin's", number, over=True) == "Spread ended at 0.40, its twin's at 0.98"
    losses = [(step, float(step % 2)) for step in range(1, 201)]
    assert beside("Loss", losses[:100], losses, "its twin's", number, over=False, restless=True) == (
        "Loss is at 0.40; at that step its twin's was at 0.40"  # the last five of a hundred: 0 1 0 1 0
    )


def test_numbers_are_written_as_people_read_them() -> None:
    assert [number(x) for x in (5.617, -0.001, -4.999, 44.07, 127.6, 12_345.6)] == [
        "5.62",
        "0.00",
        "−5.00",
        "44.1",
        "128",
        "12,346",
    ]
