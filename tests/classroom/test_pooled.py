"""Pooled results of a class: means over learners against SciPy, and cases worked out by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.classroom import Classroom, Learner
from ssl_demo.classroom.pooled.answers import choices, curves, median_curve
from ssl_demo.classroom.pooled.comparable import comparable, usual_kind, usual_setting
from ssl_demo.classroom.pooled.curve import curve_rows, pool_curves, usual_share
from ssl_demo.classroom.pooled.draws import draws_of
from ssl_demo.classroom.pooled.neighbours import pool_neighbours
from ssl_demo.classroom.pooled.over_learners import far_from_others, pool
from ssl_demo.classroom.pooled.table import as_csv, curve_table, neighbours_table
from ssl_demo.config import CurveConfig, Recipe, RunConfig, SubsetConfig
from ssl_demo.errors import UserError
from ssl_demo.jobs.points import RESULTS, points
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def classroom(store: RunStore) -> Classroom:
    return Classes(store.root).open("Class")[0]


def come(classroom: Classroom, *nicknames: str) -> list[Learner]:
    return [classroom.join(nickname)[0] for nickname in nicknames]


def trained(
    store: RunStore, classroom: Classroom, learner: Learner | str, seed: int, state: str = "done", **settings
) -> Run:
    """A made-up run of a learner, or of the owner with this id; its kNN accuracies follow from its seed."""
    config = RunConfig(**{"data": SubsetConfig(images=100), "epochs": 2.0, "seed": seed, **settings})
    owner = learner if isinstance(learner, str) else learner.id
    run = store.create(config, owner=owner)
    run.set_status(state, figures={"knn": seed / 100, "untrained_knn": before(seed)} if state == "done" else {})
    if isinstance(learner, Learner):
        classroom.take_part(learner.id, run.id)
    return run


def before(seed: int) -> float:
    return 0.2 + (seed % 7) / 100


def pooled_draws(store: RunStore, classroom: Classroom):
    draws, _ = draws_of(classroom, store.list())
    setting = usual_setting(draws)
    assert setting is not None
    return comparable(draws, setting)


# The mean over learners


def test_each_learner_counts_once_and_the_interval_is_scipys():
    numbers = [("ada", 0.9), ("ada", 0.7), ("ben", 0.5), ("cleo", 0.75)]
    pooled = pool(numbers)
    own = [0.8, 0.5, 0.75]
    assert pooled.by_learner == pytest.approx(dict(zip(("ada", "ben", "cleo"), own, strict=True)))
    low, high = stats.t.interval(0.95, 2, loc=np.mean(own), scale=stats.sem(own))
    assert pooled.interval == pytest.approx((np.mean(own), low, high))


def test_one_learner_bounds_nothing_and_nobody_has_no_mean():
    assert not pool([("ada", 0.9), ("ada", 0.7)]).interval.known
    with pytest.raises(UserError):
        pool([])


def test_the_interval_becomes_narrower_with_each_learner_like_the_last():
    values = [0.5, 0.6] * 8
    widths = []
    for learners in (2, 4, 8, 16):
        ends = pool((str(i), value) for i, value in enumerate(values[:learners])).interval
        widths.append(ends.high - ends.low)
    assert widths == sorted(widths, reverse=True)


def test_ends_lie_within_0_and_1_and_one_number_has_none():
    whole = pool([("ada", 0.02), ("ben", 0.98)])
    low, high = whole.interval.low, whole.interval.high
    assert (low < 0, high > 1, whole.ends) == (True, True, (0.0, 1.0))
    close = pool([("ada", 0.50), ("ben", 0.51)])
    assert close.ends == (close.interval.low, close.interval.high)
    assert pool([("ada", 0.3)]).ends == (0.3, 0.3)


def test_who_lies_beyond_the_fences_of_all_others_is_far_from_them():
    rng = np.random.default_rng(0)
    for _ in range(20):
        values = dict(zip("abcdefgh", np.round(rng.standard_t(2, 8) * 0.1 + 0.5, 3).tolist(), strict=True))
        far = []
        for key, value in values.items():
            others = [other for name, other in values.items() if name != key]
            low, high = np.percentile(others, [25, 75])
            if not low - 1.5 * (high - low) <= value <= high + 1.5 * (high - low):
                far.append(key)
        assert far_from_others(values) == far


def test_where_others_agree_less_than_a_point_is_not_far_and_few_others_are_no_measure():
    same = dict.fromkeys("abcd", 1.0)
    assert far_from_others({**same, "e": 0.995}) == []
    assert far_from_others({**same, "e": 0.98}) == ["e"]
    assert far_from_others({"a": 1.0, "b": 1.0, "c": 1.0, "d": 0.1}) == []


# Which runs


def test_runs_that_differ_in_their_seed_alone_are_pooled_and_the_others_are_told(store, classroom):
    ada, ben, cleo = come(classroom, "Ada", "Ben", "Cleo")
    kept = [trained(store, classroom, ada, 1), trained(store, classroom, ben, 2)]
    reasons = {
        trained(store, classroom, cleo, 3, data=SubsetConfig(images=50)).id: "it has other images",
        trained(store, classroom, cleo, 3, encoder="M", seconds=9.0).id: (
            "it has another encoder and another time of training"
        ),
        trained(store, classroom, cleo, 3, method="supervised").id: "it learned from labels",
        trained(store, classroom, cleo, 3, state="failed").id: "it failed",
        trained(store, classroom, cleo, 3, state="cancelled").id: "it was stopped before its end",
    }
    trained(store, classroom, ben, 4, state="queued")
    trained(store, classroom, f"{classroom.code}-teacher", 5)
    trained(store, classroom, "OTHER-12345678", 6)
    draws, left_out = pooled_draws(store, classroom)
    assert [draw.run_id for draw in draws] == [run.id for run in kept]
    assert {each.run_id: each.why for each in left_out} == reasons


def test_seconds_are_the_budget_however_many_epochs_they_were_worth(store, classroom):
    ada, ben = come(classroom, "Ada", "Ben")
    trained(store, classroom, ada, 1, epochs=3.1)
    trained(store, classroom, ben, 2, epochs=3.3)
    trained(store, classroom, ben, 3, seconds=None, epochs=3.3)
    draws, left_out = pooled_draws(store, classroom)
    assert [draw.config.seed for draw in draws] == [1, 2]
    assert [each.why for each in left_out] == ["it has another time of training and another number of epochs"]


def test_the_same_seed_is_one_draw_whoever_trained_it(store, classroom):
    ada, ben, cleo = come(classroom, "Ada", "Ben", "Cleo")
    first = trained(store, classroom, ada, 1)
    again, other = trained(store, classroom, ben, 1), trained(store, classroom, cleo, 2)
    recipe = trained(store, classroom, ben, 1, recipe=Recipe(jitter=0.0))
    draws, left_out = pooled_draws(store, classroom)
    assert [draw.run_id for draw in draws] == [first.id, other.id, recipe.id]
    assert [(each.run_id, each.learner, each.why) for each in left_out] == [
        (again.id, ben.id, "it has the seed of an earlier run")
    ]
    first.set_status("cancelled")
    assert [draw.run_id for draw in pooled_draws(store, classroom)[0]] == [again.id, other.id, recipe.id]


def test_the_usual_setting_is_that_with_most_learners_whose_runs_are_pooled(store, classroom):
    ada, ben, cleo, dan = come(classroom, "Ada", "Ben", "Cleo", "Dan")
    for learner, seed in ((ada, 1), (ben, 2)):
        trained(store, classroom, learner, seed)
    for learner in (ada, cleo, dan):
        trained(store, classroom, learner, 1, encoder="M")
    setting = usual_setting(draws_of(classroom, store.list())[0])
    assert setting is not None and setting.encoder == "S"


def test_a_shared_run_counts_once_and_stays_when_its_maker_leaves(store, classroom):
    ada, ben = come(classroom, "Ada", "Ben")
    run = trained(store, classroom, ada, 60)
    teachers = trained(store, classroom, f"{classroom.code}-teacher", 70)
    for shared in (run, teachers):
        classroom.take_part(ben.id, shared.id)
    draws, _ = pooled_draws(store, classroom)
    assert [(draw.learner, draw.shared_with) for draw in draws] == [(ada.id, (ben.id,)), (ben.id, ())]
    classroom.remove(ada.id)
    again, _ = pooled_draws(store, classroom)
    assert [draw.learner for draw in again] == [ada.id, ben.id]
    assert pool_neighbours(again)[0].trained.interval == pytest.approx(pool([("a", 0.6), ("b", 0.7)]).interval)


def test_a_damaged_run_is_named_and_hinders_nobody(store, classroom):
    ada, ben = come(classroom, "Ada", "Ben")
    trained(store, classroom, ada, 1)
    broken = trained(store, classroom, ben, 2)
    (broken.path / "config.json").write_text("{")
    draws, damaged = draws_of(classroom, store.list())
    assert [draw.learner for draw in draws] == [ada.id]
    assert [(each.run_id, each.learner) for each in damaged] == [(broken.id, ben.id)]


# kNN accuracies


def test_each_recipe_is_a_group_and_its_gain_is_paired(store, classroom):
    ada, ben, cleo = come(classroom, "Ada", "Ben", "Cleo")
    for learner, seed in ((ada, 60), (ben, 64), (cleo, 71)):
        trained(store, classroom, learner, seed)
    cropped = Recipe(jitter=0.0)
    trained(store, classroom, ada, 40, recipe=cropped)
    draws, _ = pooled_draws(store, classroom)
    usual, other = pool_neighbours(draws)
    assert usual.kind == usual_kind(draws)
    assert [draw.config.recipe for draw in other.draws] == [cropped]
    after, untrained = [0.60, 0.64, 0.71], [before(60), before(64), before(71)]
    paired = stats.ttest_rel(after, untrained).confidence_interval(0.95)
    assert usual.gain.interval == pytest.approx((np.mean(after) - np.mean(untrained), paired.low, paired.high))
    assert not other.trained.interval.known


# Label curves


def measure(store: RunStore, run: Run, accuracies: dict[tuple[str, int, int], float], share: float = 0.3) -> None:
    """Write points, by contender, labels per class and draw, as a job writes them."""
    config = CurveConfig(runs=(run.id,), labels=(1, 10), draws=3, supervised_share=share)
    for point in points(store, config, lambda _: dict.fromkeys(config.labels, False)):
        key = (point.contender, point.labels_per_class, point.draw)
        if key in accuracies:
            row = {"key": point.key, "contender": point.contender, "labels_per_class": point.labels_per_class}
            run.add_result(RESULTS, {**row, "draw": point.draw, "wrong": 0.0, "accuracy": accuracies[key]})


def test_a_curve_is_pooled_over_learners_where_seeds_matter_and_over_draws_where_they_do_not(store, classroom):
    ada, ben = come(classroom, "Ada", "Ben")
    first, second = trained(store, classroom, ada, 1), trained(store, classroom, ben, 2)
    pixels = {("pixels", 10, draw): 0.2 + 0.02 * draw for draw in range(3)}
    measure(store, first, {("ssl", 10, 0): 0.6, ("ssl", 10, 1): 0.7, ("ssl", 1, 0): 0.3, **pixels})
    measure(store, second, {("ssl", 10, 0): 0.8, **pixels})
    curve = pool_curves(
        [(learner.id, run.id, curve_rows(store, run, 0.3)) for learner, run in ((ada, first), (ben, second))]
    )
    ssl, floor = curve.lines["ssl"], curve.lines["pixels"]
    low, high = stats.t.interval(0.95, 1, loc=0.725, scale=stats.sem([0.65, 0.8]))
    assert ssl.by_count[10].interval == pytest.approx((0.725, low, high))
    assert (ssl.own(ada.id), ssl.own(ben.id)) == (pytest.approx({1: 0.3, 10: 0.65}), pytest.approx({10: 0.8}))
    assert not ssl.by_count[1].interval.known
    low, high = stats.t.interval(0.95, 2, loc=0.22, scale=stats.sem([0.2, 0.22, 0.24]))
    assert floor.by_count[10].interval == pytest.approx((0.22, low, high))
    assert (ssl.of_learners, floor.of_learners) == (True, False)
    assert curve.draws == (1, 2)
    assert curve.runs == {ada.id: (first.id,), ben.id: (second.id,)}


def test_networks_that_had_another_share_of_compute_are_left_out(store, classroom):
    (ada,) = come(classroom, "Ada")
    run = trained(store, classroom, ada, 1)
    measure(store, run, {("supervised", 10, 0): 0.5, ("ssl", 10, 0): 0.6}, share=1.0)
    assert {row["contender"] for row in curve_rows(store, run, 0.3)} == {"ssl"}
    assert {row["contender"] for row in curve_rows(store, run, 1.0)} == {"ssl", "supervised"}
    asked_for = [CurveConfig(supervised_share=share) for share in (1.0, 1.0, 0.1)]
    assert usual_share([*asked_for, CurveConfig(contenders=("ssl",), supervised_share=0.1)]) == 1.0


def test_hostile_results_are_passed_over(store, classroom):
    (ada,) = come(classroom, "Ada")
    run = trained(store, classroom, ada, 1)
    measure(store, run, {("ssl", 10, 0): 0.6})
    for row in ({"contender": "<b>"}, {"contender": "ssl", "labels_per_class": 10**400, "draw": 10**9}, {}):
        run.add_result(RESULTS, {"labels_per_class": "x", **row})
    assert [row["accuracy_mean"] for row in curve_rows(store, run, 0.3)] == [0.6]
    assert curve_rows(store, trained(store, classroom, ada, 2), 0.3) == []


# Predictions


def test_options_are_counted_and_everything_else_is_dropped():
    answers = {"a": "Healthy", "b": "Healthy", "c": "Collapsed", "d": "<img>", "e": ["Healthy"], "f": None, "g": 3}
    assert choices(answers, ("Collapsed", "Dimensional", "Healthy")) == {"Collapsed": 1, "Dimensional": 0, "Healthy": 2}
    assert choices({"a": "no", "b": "yes", "c": "yes", "d": "x" * 61, "e": "a\nb"}) == {"yes": 2, "no": 1}


def test_only_curves_are_drawn():
    sound = {"a": {"10": 0.5, "1": 0.1}, "b": [0.3, 0.9]}
    broken = [{"10": 1.1}, {"10": "0.5"}, {"ten": 0.5}, {"0": 0.5}, {"10": True}, [0.3], {"1" * 500: 0.5}, {}, None]
    broken += ["x", {"10": float("nan")}, dict.fromkeys(map(str, range(1, 40)), 0.5)]
    drawn = curves({**sound, **{str(i): answer for i, answer in enumerate(broken)}}, (1, 10))
    assert drawn == {"a": {1: 0.1, 10: 0.5}, "b": {1: 0.3, 10: 0.9}}
    assert median_curve({**drawn, "c": {10: 0.6}}) == {1: pytest.approx(0.2), 10: 0.6}


def test_questions_are_known_by_their_answers_of_who_is_still_there(classroom):
    ada, ben = come(classroom, "Ada", "Ben")
    classroom.put(ada.id, "lesson.2", "yes")
    classroom.put(ben.id, "lesson.1", "yes")
    classroom.put(ben.id, "lesson.2", "no")
    assert classroom.questions() == ["lesson.2", "lesson.1"]
    classroom.remove(ben.id)
    assert classroom.questions() == ["lesson.2"]


# As a table


def test_the_table_has_the_class_and_everybody_and_no_formula(store, classroom):
    ada, ben = come(classroom, "=SUM(A1)", "@Ben")
    for learner, seed in ((ada, 60), (ben, 70)):
        measure(store, trained(store, classroom, learner, seed), {("ssl", 10, 0): seed / 100})
    draws, _ = pooled_draws(store, classroom)
    curve = pool_curves([(draw.learner, draw.run_id, curve_rows(store, store.get(draw.run_id), 0.3)) for draw in draws])
    groups, names = pool_neighbours(draws), {learner.id: learner.nickname for learner in (ada, ben)}
    kinds = {groups[0].kind: "SimCLR"}
    text = as_csv([*curve_table(curve, "SimCLR", names), *neighbours_table(groups, kinds, names)])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["who"] for row in rows] == ["the class", "'=SUM(A1)", "'@Ben"] * 3
    whole = rows[0]
    low, high = stats.t.interval(0.95, 1, loc=0.65, scale=stats.sem([0.6, 0.7]))
    found = [float(whole[name]) for name in ("accuracy", "ci95_low", "ci95_high", "learners")]
    assert found == pytest.approx([0.65, low, high, 2])
    assert (rows[1]["runs"], float(rows[1]["accuracy"])) == (draws[0].run_id, 0.6)
