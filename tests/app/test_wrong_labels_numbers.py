"""What the tab on wrong labels reads out of its points, and how it draws them. All numbers here are made up."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from app.wrong_labels.figure import noise_figure, tipping_point
from app.wrong_labels.form import CONTENDERS
from app.wrong_labels.read_out import read_out
from ssl_demo.evaluation.flips import symmetric_flips


def rows(draws: int = 3, scatter: float = 0.001, **curves: tuple[float, ...]) -> list[dict[str, Any]]:
    """Rows at no and at 60 % wrong labels. No two of them scatter alike, so that all differences scatter, too."""
    return [
        {
            "contender": contender,
            "wrong": wrong,
            "accuracies": {
                draw: mean + scatter * (1 + place) * (1 + wrong) * (draw - (draws - 1) / 2) for draw in range(draws)
            },
        }
        for place, (contender, means) in enumerate(curves.items())
        for wrong, mean in zip((0.0, 0.6), means, strict=False)
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            rows(ssl=(0.6, 0.2), finetuned=(0.7, 0.4), supervised=(0.5, 0.3)),
            "Having learned without labels is no protection here: the self-supervised probe loses more than "
            "fine-tuning by 10.0 points",
        ),
        (
            rows(ssl=(0.6, 0.2), finetuned=(0.7, 0.4), supervised=(0.5, 0.3)),
            "Training from scratch loses least, and the draws bear it out against each of the others; it also had the "
            "least to lose.",
        ),
        (
            rows(ssl=(0.6, 0.3), supervised=(0.6, 0.3)),
            "the self-supervised probe loses no less than training from scratch, on average.",
        ),
        (rows(scatter=0.2, ssl=(0.6, 0.5), supervised=(0.5, 0.3)), "on average, but the draws can't tell it"),
        (rows(draws=1, ssl=(0.6, 0.5), supervised=(0.5, 0.3)), "loses least, in a single draw that may be luck"),
        (rows(draws=1, ssl=(0.6, 0.3), supervised=(0.5, 0.3)), "training from scratch, in a single draw that may be"),
        (rows(scatter=0.2, ssl=(0.6, 0.5), supervised=(0.5, 0.4)), "is at 50.0\u00a0%, but the draws can't tell it"),
        (rows(ssl=(0.6, 0.7), supervised=(0.5, 0.4)), "the self-supervised probe gains 10.0 points"),
    ],
)
def test_only_what_the_draws_bear_out_is_said_to_be_so(given: list[dict], sentence: str) -> None:
    assert sentence in "\n".join(read_out(given, classes=10))


def test_a_loss_has_the_interval_of_the_differences_draw_by_draw() -> None:
    """Draws 0.6, 0.7 and 0.3, 0.5: losses of 0.3 and 0.2, mean 0.25, ± 12.706 · 0.0707 / √2."""
    given = [
        {"contender": name, "wrong": wrong, "accuracies": accuracies}
        for name in ("ssl", "supervised")
        for wrong, accuracies in ((0.0, {0: 0.6, 1: 0.7}), (0.6, {0: 0.3, 1: 0.5}))
    ]
    assert "loses 25.0 points (95\u00a0% interval −38.5 to 88.5)" in read_out(given, classes=10)[0]


def test_contenders_are_compared_over_the_draws_that_all_have() -> None:
    given = rows(ssl=(0.6, 0.5), supervised=(0.5, 0.3))
    given[0]["accuracies"][7] = 0.0  # a draw that training from scratch hasn't come to
    assert read_out(given, classes=10) == read_out(rows(ssl=(0.6, 0.5), supervised=(0.5, 0.3)), classes=10)
    assert read_out(given[:2], classes=10) == []
    assert read_out([], classes=10) == []


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_up_to_the_tipping_point_the_right_label_is_the_most_frequent(classes: int) -> None:
    labels, drawn = torch.zeros(9000, dtype=torch.int64), torch.Generator()
    tip = tipping_point("symmetric", classes)
    for share, right_wins in ((tip - 0.04, True), (tip + 0.04, False)):
        given = symmetric_flips(labels, classes, share, drawn.manual_seed(0))
        assert (int(given.bincount().argmax()) == 0) == right_wins
    assert tipping_point("similar", classes) == 0.5


def test_the_figure_has_a_line_and_a_band_for_each_contender_on_the_scale_of_what_was_asked() -> None:
    spread = {"labels_per_class": 10, "accuracy_std": 0.1, "draws": 4}
    points = [
        {"contender": name, "wrong": wrong, "accuracy_mean": 0.5, **spread}
        for name in CONTENDERS
        for wrong in (0.4, 0.0)
    ]
    figure = noise_figure(points, (0.0, 0.4, 1.0), classes=10, flips="similar")
    bands, lines = figure.data[::2], figure.data[1::2]
    assert {line.name for line in lines} == {
        "Self-supervised",
        "Self-supervised, fine-tuned",
        "Supervised from scratch",
    }
    assert len({(line.line.dash, line.marker.symbol) for line in lines}) == 3
    assert all(line.x == (0, 40) for line in lines)
    half = 3.182446 * 0.1 / 2  # of Student's t with 3 degrees of freedom
    assert bands[0].y == pytest.approx((0.5 + half,) * 2 + (0.5 - half,) * 2)
    assert figure.layout.xaxis.range[1] > 100
    assert [line.x0 for line in figure.layout.shapes if line.x0 == line.x1] == [50]
    assert not [
        line
        for line in noise_figure(points, (0.0, 0.4), classes=10, flips="symmetric").layout.shapes
        if line.x0 == line.x1
    ]
