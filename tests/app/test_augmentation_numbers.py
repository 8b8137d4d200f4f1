"""What the encoders say in the Augmentation lab: its figures and their titles. All numbers here are made up."""

from __future__ import annotations

from typing import Any

import pytest

from app.augmentations.figure import glance_figure, strength_figure
from app.augmentations.words import CALLED, TELLING, drawn_in_words, finding, glance
from app.palette import CONTENDERS
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.evaluation.invariance import STRENGTHS, Invariance


def result(operation: str, similar: float, found: float, strangers: float) -> Invariance:
    """These numbers at the strength that is told of, and others everywhere else."""
    strengths, told = STRENGTHS[operation], TELLING[operation][0]
    return Invariance(
        strengths,
        tuple(similar if strength == told else 1.0 for strength in strengths),
        tuple(found if strength == told else 1.0 for strength in strengths),
        strangers,
    )


def three(operation: str) -> dict[str, Invariance]:
    return {
        "ssl": result(operation, 0.83, 0.97, 0.21),
        "supervised": result(operation, 0.7, 0.6, 0.3),
        "untrained": result(operation, 0.97, 0.21, 0.95),
    }


def lines(figure: Any) -> dict[str, Any]:
    return {trace.name: trace for trace in figure.data if trace.showlegend is not False}


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_told_of_was_measured_and_changes_something(name: str) -> None:
    strength, words = TELLING[name]
    assert strength in STRENGTHS[name]
    assert strength != OPERATIONS[name].neutral
    assert words
    assert list(TELLING) == list(OPERATIONS)


def test_the_title_tells_what_each_encoder_found_again() -> None:
    said = finding(three("crop"), "crop", "found").replace("\u00a0", " ")
    assert said == "Crop to 35 %: self-supervised finds 97 % of images again, supervised 60 %, untrained 21 %"


def test_the_title_tells_similarities_beside_those_of_two_different_images() -> None:
    said = finding(three("flip"), "flip", "similar")
    assert said == (
        "Mirrored: self-supervised 0.83 (two different images 0.21), supervised 0.70 (0.30), untrained 0.97 (0.95)"
    )


def test_without_a_supervised_encoder_the_title_does_without() -> None:
    results = three("hue")
    del results["supervised"]
    said = finding(results, "hue", "found").replace("\u00a0", " ")
    assert said == "Hue, a quarter turn: self-supervised finds 97 % of images again, untrained 21 %"


def test_at_a_glance_the_hardest_operation_of_each_encoder_is_told() -> None:
    found = {"ssl": {"crop": 0.57, "flip": 0.9, "hue": 0.8}, "untrained": {"crop": 0.3, "flip": 0.9, "hue": 0.2}}
    said = glance(found).replace("\u00a0", " ")
    assert (
        said
        == "Hardest for self-supervised: crop to 35 % (57 % found again); for untrained: hue, a quarter turn (20 %)"
    )


@pytest.mark.parametrize("measure", ["found", "similar"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_encoder_has_its_line_colour_dash_and_marker(name: str, measure: str) -> None:
    results = three(name)
    drawn = lines(strength_figure(results, name, measure))
    assert list(drawn) == [CONTENDERS[contender].title for contender in CALLED]
    for contender, line in zip(CALLED, drawn.values(), strict=True):
        style, measured = CONTENDERS[contender], results[contender]
        assert (line.line.color, line.line.dash, line.marker.symbol) == (style.colour, style.dash, style.marker)
        assert line.x == measured.strengths
        assert line.y == (measured.found if measure == "found" else measured.similar)


def test_two_different_images_are_a_thin_line_where_similarity_is_drawn_and_nowhere_else() -> None:
    figure = strength_figure(three("blur"), "blur", "similar")
    thin = {trace.legendgroup: trace for trace in figure.data if trace.showlegend is False}
    assert {name: set(trace.y) for name, trace in thin.items()} == {
        "ssl": {0.21},
        "supervised": {0.3},
        "untrained": {0.95},
    }
    assert all(trace.line.color == CONTENDERS[name].colour and trace.line.width == 1 for name, trace in thin.items())
    assert len(strength_figure(three("blur"), "blur", "found").data) == 3


def test_change_grows_to_the_right_and_what_changes_nothing_is_marked() -> None:
    crop = strength_figure(three("crop"), "crop", "found")
    assert crop.layout.xaxis.range[0] > 1 > crop.layout.xaxis.range[1]
    hue = strength_figure(three("hue"), "hue", "found")
    assert [annotation.text for annotation in hue.layout.annotations] == ["unchanged"]
    assert hue.layout.shapes[0].x0 == 0
    assert strength_figure(three("flip"), "flip", "found").layout.xaxis.ticktext == ("unchanged", "flip")


@pytest.mark.parametrize("drawn", [(-0.1, 0.1), (0.2, 0.2)])
def test_what_training_drew_is_a_band_that_can_be_seen(drawn: tuple[float, float]) -> None:
    band = strength_figure(three("hue"), "hue", "found", drawn).layout.shapes[0]
    assert (band.type, band.x0, band.x1) == ("rect", *drawn)
    assert band.x1 > band.x0 or band.line.width > 0
    assert len(strength_figure(three("hue"), "hue", "found").layout.shapes) == 1


@pytest.mark.parametrize(
    ("drawn", "switch", "said"),
    [
        (None, False, "not in this run's recipe"),
        ((0.0, 1.0), True, "has met it"),
        ((0, 1), False, "Grey"),
    ],
)
def test_what_training_drew_is_told(drawn: tuple[float, float] | None, switch: bool, said: str) -> None:
    assert said in drawn_in_words(drawn, "Hue", switch)


def test_the_glance_has_a_row_for_each_operation_and_a_mark_for_each_encoder() -> None:
    found = {"ssl": {"crop": 0.57, "hue": 0.8}, "untrained": {"crop": 0.3, "hue": 0.2}}
    figure = glance_figure(found, {"crop": "crop to 35 %", "hue": "hue, a quarter turn"})
    drawn = lines(figure)
    assert list(drawn) == ["Self-supervised", "Untrained encoder"]
    assert drawn["Self-supervised"].x == (0.57, 0.8)
    assert drawn["Untrained encoder"].x == (0.3, 0.2)
    assert drawn["Untrained encoder"].y == ("crop to 35 %", "hue, a quarter turn")
    spans = [(trace.x, trace.y[0]) for trace in figure.data if trace.mode == "lines"]
    assert spans == [((0.3, 0.57), "crop to 35 %"), ((0.2, 0.8), "hue, a quarter turn")]
