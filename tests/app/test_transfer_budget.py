"""Label budgets of a transfer matrix: figure and finding. All numbers here are made up."""

from __future__ import annotations

import pytest

from app.transfer.budget_figure import budget_figure, finding
from ssl_demo.evaluation.interval import mean_interval
from ssl_demo.evaluation.transfer.label_budget import Point
from tests.app.transfer_board import METRICS

P = "\u00a0%"
TITLES = {"ssl-0": "SSL: SimCLR", "untrained": "Untrained", "class": "Specialist: class", "box": "Specialist: <box>"}


def curve(*means: float, counts: tuple[int, ...] = (20, 100, 500), seeds: int = 3) -> list[Point]:
    return [
        Point(count, {seed: mean + 0.01 * (seed - 1) for seed in range(seeds)})
        for count, mean in zip(counts, means, strict=True)
    ]


def test_the_finding_is_told_at_a_hundred_labelled_images() -> None:
    curves = {"ssl-0": curve(0.2, 0.8, 0.9), "untrained": curve(0.1, 0.3, 0.5)}
    assert finding(curves, TITLES, METRICS["class"], "class") == (
        f"Class, accuracy with 100 labelled images: SSL: SimCLR 80{P}, Untrained 30{P}"
    )


def test_the_finding_takes_the_nearest_count_that_all_have() -> None:
    curves = {"ssl-0": curve(0.2, 0.8, 0.9), "untrained": curve(0.1, 0.5, counts=(20, 500))}
    assert f"with 20 labelled images: SSL: SimCLR 20{P}, Untrained 10{P}" in finding(
        curves, TITLES, METRICS["class"], "class"
    )
    assert finding({}, {}, METRICS["class"], "class") == "class: accuracy against labelled images"
    assert finding({"ssl-0": []}, TITLES, METRICS["class"], "class") == "class: accuracy against labelled images"


def test_a_line_is_the_mean_over_the_seeds_and_its_band_their_interval_within_what_can_be() -> None:
    figure = budget_figure({"ssl-0": curve(0.2, 0.8, 0.995)}, TITLES, METRICS["class"], 0.1, "class")
    band, line = figure.data
    expected = mean_interval([0.79, 0.80, 0.81])
    assert line.y[1] == pytest.approx(0.8)
    assert band.y[1] == pytest.approx(expected.high)
    assert max(band.y) == 1.0  # the interval of the last point goes beyond
    (level,) = figure.layout.shapes
    assert level.y0 == 0.1


def test_one_seed_has_no_band() -> None:
    figure = budget_figure({"ssl-0": curve(0.2, 0.8, 0.9, seeds=1)}, TITLES, METRICS["class"], 0.1, "class")
    assert len(figure.data) == 1


def test_errors_go_beyond_one_and_less_is_called_better() -> None:
    figure = budget_figure({"ssl-0": curve(30.0, 20.0, 15.0)}, TITLES, METRICS["angle"], 18.1, "angle")
    assert max(figure.data[0].y) > 30
    assert "lower is better" in figure.layout.yaxis.title.text


def test_a_specialist_for_another_task_looks_otherwise_than_the_one_for_this() -> None:
    curves = {"box": curve(0.1, 0.2, 0.3), "class": curve(0.5, 0.8, 0.9)}
    figure = budget_figure(curves, TITLES, METRICS["class"], 0.1, "class")
    other, own = (trace for trace in figure.data if trace.mode == "lines+markers")
    assert other.line.dash != own.line.dash and other.marker.symbol != own.marker.symbol
    assert other.name == "Specialist: &lt;box&gt;"
