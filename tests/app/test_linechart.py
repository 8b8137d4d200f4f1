import math

import pytest

from app.linechart import MOST_POINTS, line_options, thinned
from app.palette import CONTENDERS, LINES


def test_a_short_curve_is_drawn_as_it_is() -> None:
    points = [(step, 1 / (step + 1)) for step in range(MOST_POINTS)]
    assert thinned(points) == points


@pytest.mark.parametrize("count", [MOST_POINTS + 1, 5_000, 12_345])
def test_a_long_curve_keeps_its_ends_and_every_spike(count: int) -> None:
    points = [(step, math.sin(step / 50)) for step in range(count)]
    points[count // 3] = (count // 3, 100.0)
    points[count // 2] = (count // 2, -100.0)
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS
    assert set(kept) <= set(points)
    assert kept == sorted(kept)
    assert {points[0], points[-1], points[count // 3], points[count // 2]} <= set(kept)


def test_a_line_has_the_style_it_is_given_and_else_the_next_free_one() -> None:
    options = line_options({"SSL": [(0, 1.0)], "b": [(0, 2.0)]}, x_title="step", styles={"SSL": CONTENDERS["ssl"]})
    assert [series["itemStyle"]["color"] for series in options["series"]] == [
        CONTENDERS["ssl"].colour,
        LINES[1].colour,
    ]


def test_shares_are_shown_as_percent_with_their_limits() -> None:
    options = line_options({"kNN": [(0, 0.5), (10, 0.75)]}, x_title="step", percent=True, y_range=(0, 1))
    assert options["series"][0]["data"] == [[0, 50.0], [10, 75.0]]
    assert (options["yAxis"]["min"], options["yAxis"]["max"]) == (0, 100)


def test_no_line_at_all_is_still_a_chart() -> None:
    assert line_options({}, x_title="step")["series"] == []
