"""What the matches and the curves are said to show."""

from __future__ import annotations

import math

import pytest
import torch

from app.matching.figure import curves_figure
from app.matching.words import UNITS, curve_finding, finding, why_nothing
from ssl_demo.evaluation.interval import mean_interval
from ssl_demo.evaluation.matching.curve import STRENGTHS
from ssl_demo.evaluation.matching.score import Score


def score(right: int, matches: int, points: int = 100, visible: int = 80, others: int = 90) -> Score:
    blank = torch.zeros(matches, 2)
    return Score(blank, blank, blank[:, 0], blank[:, 0], torch.arange(matches) < right, points, visible, others)


def steps(*values: float, knob: str = "blur") -> list[dict[int, float]]:
    """The same curve for three pictures that differ a little; the last value is that of all further strengths."""
    along = [*values, *[values[-1]] * (len(STRENGTHS[knob]) - len(values))]
    return [{picture: value + 0.001 * picture for picture in range(3)} for value in along]


def test_a_finding_counts_both_ways() -> None:
    assert finding("SIFT", score(30, 40)) == (
        "SIFT: 75\u00a0% of 40 matches are right; of the 80 points that the twin shows, 38\u00a0% are found again"
    )


@pytest.mark.parametrize(("right", "word"), [(1, "right"), (0, "wrong")])
def test_a_single_match_is_no_percentage(right: int, word: str) -> None:
    assert finding("ORB", score(right, 1)) == f"ORB makes a single match, and it is {word}"


@pytest.mark.parametrize(
    ("nothing", "words"),
    [
        (score(0, 0, points=0, visible=0), "finds no point in this picture"),
        (score(0, 0, visible=0), "shows none of the picture's points"),
        (score(0, 0, others=0), "finds no point in the twin"),
        (score(0, 0), "has no match for any of the points that the twin shows; change the picture less"),
    ],
)
def test_where_there_is_nothing_to_count_it_is_said_why(nothing: Score, words: str) -> None:
    assert words in finding("SIFT", nothing)
    assert why_nothing("SIFT", nothing) == finding("SIFT", nothing)


def test_where_there_is_something_there_is_no_reason() -> None:
    assert why_nothing("SIFT", score(0, 3)) == ""


def test_curves_name_where_sift_is_ahead_and_where_an_encoder_is() -> None:
    curves = {
        "sift": steps(1, 0.9, 0.9, 0.9, 0.5),
        "orb": steps(1, 1, 1, 1, 1),
        "ssl": steps(1, 0.5, 0.9, 0.9, 0.7),
        "untrained": steps(1, 0.6, 0.2, 0.9, 0.2),
    }
    assert STRENGTHS["blur"][:5] == (0, 0.5, 1, 2, 3)
    assert curve_finding(curves, "blur", "accuracy") == (
        "Blur (right, of the matches made): SIFT is clearly ahead of the encoders at σ\u00a0=\u00a00.5; "
        "Self-supervised is clearly ahead of SIFT at σ\u00a0=\u00a03, σ\u00a0=\u00a04.5 and σ\u00a0=\u00a06"
    )


def test_a_lead_that_the_pictures_dont_agree_on_is_not_called_one() -> None:
    sift = [{0: 0.9, 1: 0.2, 2: 0.5} for _ in STRENGTHS["blur"]]
    encoder = [{0: 0.3, 1: 0.6, 2: 0.4} for _ in STRENGTHS["blur"]]
    assert curve_finding({"sift": sift, "ssl": encoder}, "blur", "found") == (
        "Blur (found again, of the points shown): "
        "SIFT and the best of the encoders differ by no more than the pictures among themselves"
    )


def test_without_encoders_sift_is_compared_with_the_other_hand_made_ones() -> None:
    curves = {"sift": steps(1, 0.9), "orb": steps(1, 0.3), "pixels": steps(1, 0.2)}
    assert "SIFT is clearly ahead of ORB and raw pixels at" in curve_finding(curves, "blur", "accuracy")


@pytest.mark.parametrize("knob", STRENGTHS)
def test_every_change_has_a_figure_with_its_strengths_in_order_and_no_missing_number(knob: str) -> None:
    curves = {
        name: steps(1, 0.8, 0.4, knob=knob) for name in ("sift", "orb", "pixels", "ssl", "supervised", "untrained")
    }
    figure = curves_figure(curves, knob, "accuracy")
    titles = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert titles == ["SIFT", "ORB", "Raw pixels", "Self-supervised", "Supervised from scratch", "Untrained encoder"]
    for trace in figure.data:
        assert all(math.isfinite(value) for value in trace.y)
    drawn = figure.data[1]
    assert list(drawn.x) == sorted(STRENGTHS[knob])
    by_strength = dict(zip(STRENGTHS[knob], curves["sift"], strict=True))
    assert list(drawn.y) == [mean_interval(list(by_strength[x].values())).mean for x in drawn.x]
    assert figure.layout.xaxis.ticktext[0] == UNITS[knob].format(drawn.x[0])
    styles = {(t.line.color, t.line.dash, t.marker.symbol) for t in figure.data if t.showlegend is not False}
    assert len(styles) == len(curves)


def test_a_band_is_the_interval_of_the_mean_and_stays_within_what_is_possible() -> None:
    values = {0: 1.0, 1: 0.9, 2: 0.95}
    figure = curves_figure({"sift": [values for _ in STRENGTHS["light"]]}, "light", "found")
    interval = mean_interval(list(values.values()))
    assert interval.high > 1
    assert max(figure.data[0].y) == 1.0
    assert min(figure.data[0].y) == pytest.approx(interval.low)


def test_a_strength_that_no_picture_could_be_judged_at_is_left_out() -> None:
    found = [{0: 1.0, 1: 1.0} for _ in STRENGTHS["light"]]
    found[2] = {}
    figure = curves_figure({"sift": found}, "light", "accuracy")
    assert len(figure.data[1].x) == len(STRENGTHS["light"]) - 1
    assert curve_finding({"sift": found, "ssl": found}, "light", "accuracy").startswith(
        "Light (right, of the matches made): "
    )
