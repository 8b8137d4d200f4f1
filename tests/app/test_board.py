"""The parts of the Class board that need no class: order, words, marks and predictions."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from app.board import protocol
from app.board.curve_figure import pooled_curve_figure
from app.board.pooling import Result, outliers
from app.board.predictions_figure import choices_figure
from app.board.reading import Board
from app.board.whereabouts import whereabouts_html
from ssl_demo.classroom.classroom import Learner
from ssl_demo.classroom.pooled.curve import Line, PooledCurve, pool_curves
from ssl_demo.classroom.pooled.draws import Setting
from ssl_demo.classroom.presence import LessonStep, Whereabouts
from ssl_demo.config import SubsetConfig

NOBODY = Board("CODE", "Monday", (), {}, (), (), (), (), 0.3, {}, frozenset(), "", {})


def row(contender: str, accuracy: float) -> dict[str, Any]:
    """A point at ten labels per class, of one draw."""
    at = {"contender": contender, "labels_per_class": 10, "accuracy_mean": accuracy}
    return {**at, "draws": 1, "accuracies": {0: accuracy}}


def test_steps_of_a_lesson_stand_in_its_order_before_pages_and_who_is_away():
    learners, where = [], {}
    seen = [(LessonStep("How", number, 12), "Train") for number in (10, 2)]
    for number, (step, page) in enumerate([*seen, (LessonStep("A first one", 11, 11), "Train"), (None, "Home")]):
        learners.append(Learner(str(number), f"N{number}", 0.0))
        where[str(number)] = Whereabouts(page, step, away=False)
    learners.append(Learner("5", "Eve", 0.0))
    drawn = whereabouts_html(dataclasses.replace(NOBODY, learners=tuple(learners), where=where))
    titles = ("A first one, step 11 of 11", "How, step 2 of 12", "How, step 10 of 12", "Home", "Away")
    places = [drawn.index(f"<h3>{title}") for title in titles]
    assert places == sorted(places)


def test_every_outlier_that_the_curve_marks_can_be_looked_into():
    fine = {"ssl": 0.6, "finetuned": 0.7, "knn": 0.5}
    own = {name: dict(fine) for name in "abcdef"}
    own["b"]["finetuned"], own["c"]["ssl"] = 0.2, 0.1
    curve = pool_curves(
        [(name, f"run-{name}", [row(contender, value) for contender, value in of.items()]) for name, of in own.items()]
    )
    figure = pooled_curve_figure(curve, {name: name for name in own}, shown=list(fine), told=10)
    marked = {name.strip() for trace in figure.data if trace.mode == "markers+text" for name in trace.text}
    assert marked == {"b", "c"}
    assert outliers(curve, []) == {"b": "run-b", "c": "run-c"}


def said_of(*contenders: str, seconds: float | None = 30.0) -> str:
    curve = pool_curves([(name, f"run-{name}", [row(each, 0.5) for each in contenders]) for name in "ab"])
    setting = Setting(SubsetConfig(images=100), "S", seconds, None if seconds else 3.0)
    result = Result(setting, (), (), {"k": "SimCLR"}, "k", curve, (), {}, {})
    return protocol.curve_protocol(NOBODY, result)


def test_only_what_owes_nothing_to_a_run_is_said_to_be_the_same_for_all():
    same, share = "all learners measure the same", "a share of each run's compute, which differs a little"
    shared, trained = said_of("ssl", "pixels"), said_of("ssl", "supervised", "supervised_M")
    assert "Raw pixels know nothing of a learner's run" in shared and same in shared and share not in shared
    assert share in trained and same not in trained
    assert "the band is over the draws of labels, each the mean over the runs" in trained
    assert "which differs" not in said_of("supervised", seconds=None)
    both = said_of("pixels", "supervised")
    assert same in both and share in both


def test_options_are_shown_as_they_stand():
    (labels,) = {trace.y for trace in choices_figure({"<b>More</b>": 2, "*Less*": 1}).data}
    assert set(labels) == {"&lt;b&gt;More&lt;/b&gt;", "*Less*"}


def test_encoders_of_all_sizes_trained_from_scratch_can_be_drawn():
    names = ("supervised", "supervised_S", "supervised_M", "supervised_L")
    curve = pool_curves([(name, name, [row(each, 0.5) for each in names]) for name in "ab"])
    figure = pooled_curve_figure(curve, {}, shown=names)
    assert len({trace.name for trace in figure.data if trace.showlegend is not False}) == len(names)


@pytest.mark.parametrize("of_learners", [True, False])
def test_only_learners_lie_far_from_the_others(of_learners):
    pooled = pool_curves([(name, name, [row("ssl", 0.1 if name == "c" else 0.6)]) for name in "abcdef"])
    line = Line("ssl", pooled.lines["ssl"].by_count, of_learners)
    assert line.far(10) == (["c"] if of_learners else [])
    assert line.far(None) == line.far(100) == []
    assert outliers(PooledCurve({"ssl": line}, pooled.runs), []) == ({"c": "c"} if of_learners else {})
