"""What answers a lesson's questions, read off runs with made-up numbers."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest

from app.lesson.answers import ClassAnswers, SessionAnswers
from app.lesson.asking import curve_of, in_words
from app.lesson.evidence import EVIDENCE
from ssl_demo.augment.presets import PRESETS
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.classroom.seeds import own_seed
from ssl_demo.config import CurveConfig, RunConfig, SubsetConfig
from ssl_demo.jobs.points import RESULTS, points
from ssl_demo.methods import suited, usual_config
from ssl_demo.methods.sabotage import sabotaged, sabotages_of
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


def done(store: RunStore, knn: float, steps: int = 300, **settings) -> Run:
    run = store.create(RunConfig(**{"epochs": 2.0, **settings}))
    run.set_status("done", step=steps, total_steps=steps, figures={"knn": knn, "untrained_knn": 0.3})
    return run


def asked(evidence: str, kind: str = "choice", **more) -> Question:
    return Question("x.1", kind, "?", evidence, **{"options": ("a", "b", "c"), **more})


def read(question: Question, store: RunStore, pooled: bool = False):
    return EVIDENCE[question.evidence](question, store.list(), pooled)


def test_no_run_is_no_evidence(store: RunStore) -> None:
    runs = {"verdict": ("SimCLR: Remove the negatives",), "without_one": ("Gentle",)}
    for name in EVIDENCE:
        assert read(asked(name, runs=runs.get(name, ()), labels=(1, 10)), store) is None


def test_knn_is_the_newest_runs_and_a_classs_is_the_mean_over_its_seeds(store: RunStore) -> None:
    done(store, 0.1, encoder="M")
    for seed, knn in enumerate((0.5, 0.7)):
        done(store, knn, 300 + seed, seed=seed)
    question = asked("knn", cuts=(0.4, 0.6))
    assert "1 run of 301 steps" in read(question, store).protocol
    found = read(question, store, pooled=True)
    assert "**60.0%**" in found.said and "30.0%" in found.said
    assert "2 runs with 2 seeds, of 300 to 301 steps" in found.protocol
    assert found.right == "c"


def test_a_stray_run_does_not_speak_for_a_class(store: RunStore) -> None:
    for seed in range(3):
        done(store, 0.8, seed=seed)
    done(store, 0.35, method="barlow_twins")
    question = asked("knn", cuts=(0.4, 0.6))
    assert read(question, store).right == "a"
    found = read(question, store, pooled=True)
    assert found.right == "c" and "3 runs with 3 seeds" in found.protocol
    for seed in (1, 2):
        done(store, 0.35, method="barlow_twins", seed=seed)
    assert read(question, store, pooled=True).right == "a"  # of two groups of three, the newer


def test_only_the_data_sets_count_that_the_question_names(store: RunStore, monkeypatch) -> None:
    done(store, 0.8)
    done(store, 0.35, data=SubsetConfig(dataset="scenes:texture=1"))
    question = asked("knn", cuts=(0.4, 0.6), runs=("Scenes",))
    assert read(question, store).right == "c"
    monkeypatch.setattr(
        "app.lesson.evidence.label_curve.accuracies", lambda run, *_: {1: (run.status.figures["knn"], 1)}
    )
    curve = asked("label_curve", "curve", labels=(1,), runs=("Scenes",))
    assert read(curve, store).curve == {1: 0.8}


@pytest.mark.parametrize(("knn", "right"), [(0.39, "a"), (0.41, "b"), (0.99, "c")])
def test_a_number_lies_between_two_cuts(store: RunStore, knn: float, right: str) -> None:
    done(store, knn)
    assert read(asked("knn", cuts=(0.4, 0.6)), store).right == right


def test_only_twins_tell_what_a_recipe_costs(store: RunStore) -> None:
    question = asked("without_one", runs=("Crop and mirror", "Colour only", "Gentle"))
    done(store, 0.9)
    done(store, 0.05, recipe=PRESETS["Gentle"], seed=7)  # no twin
    done(store, 0.04, recipe=PRESETS["Gentle"], epochs=1.0)  # fewer steps than its twin
    assert read(question, store) is None
    done(store, 0.2, recipe=PRESETS["Crop and mirror"])
    found = read(question, store)
    assert found.right is None and "2 can't be judged yet" in found.said
    done(store, 0.8, recipe=PRESETS["Colour only"])
    found = read(question, store)
    assert found.right == "a"
    assert "- a: **20.0%**, 70.0 points less than the usual recipe's 90.0% (1 pair)" in found.said


def broken(store: RunStore, title: str, spread: float, rank: float, **figures) -> Run:
    healthy = suited(usual_config("simclr", seconds=20.0, seed=5))
    config = sabotaged(healthy, next(each for each in sabotages_of(healthy) if each.title == title))
    run = store.create(dataclasses.replace(config, epochs=3.0))
    run.append({"type": "step", "step": 1, "epoch": 1.0, "terms": {"a": 1.0}, "seconds": 1.0})
    for step, (s, r) in enumerate(((0.8, 46.0), (spread, rank))):
        reading = {"embedding_spread": s, "embedding_rank": r, "embedding_directions": 128.0, "embedding_scatter": 5.0}
        run.append({"type": "evaluation", "step": step, "knn": 0.3, **reading})
    run.set_status("done", step=1, total_steps=1)
    return run


NEGATIVES, RATE = "Remove the negatives", "Multiply the learning rate by 30"
FOUR = ("only A", "only B", "both", "neither")


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [((0.0, 1.1), (1.0, 30.0), "only A"), ((1.0, 30.0), (0.9, 2.5), "only B"), ((0.0, 1.0), (0.0, 1.0), "both")],
)
def test_which_of_two_collapsed(store: RunStore, first, second, right: str) -> None:
    question = asked("verdict", "run", options=FOUR, runs=(f"SimCLR: {NEGATIVES}", f"SimCLR: {RATE}"))
    broken(store, NEGATIVES, *first)
    assert "not trained yet" in read(question, store).said and read(question, store).right is None
    broken(store, RATE, *second)
    assert read(question, store).right == right


def test_what_became_of_one(store: RunStore) -> None:
    options = ("Healthy", "Dimensional collapse", "Complete collapse")
    broken(store, NEGATIVES, 1.0, 2.5)
    found = read(asked("verdict", options=options, runs=(f"SimCLR: {NEGATIVES}",)), store)
    assert found.right == "Dimensional collapse"
    assert "spread 1.00, effective rank 2.5" in found.said
    assert read(asked("verdict", options=options, runs=("SimCLR: Remove the moon",)), store) is None


def test_a_curve_is_read_off_the_measured_points_and_the_crossing_too(store, monkeypatch) -> None:
    run = done(store, 0.9)
    rows = {"ssl": {1: 0.3, 10: 0.7, 100: 0.8}, "supervised": {1: 0.2, 10: 0.5, 100: 0.9}}

    def rows_of(_, config):
        assert config.runs == (run.id,)
        (name,) = config.contenders
        return [
            {"labels_per_class": n, "accuracy_mean": rows[name][n], "draws": 3}
            for n in config.labels
            if n in rows[name]
        ]

    monkeypatch.setattr("app.lesson.evidence.label_curve.rows_of", rows_of)
    found = read(asked("label_curve", "curve", labels=(1, 10)), store)
    assert found.curve == {1: 0.3, 10: 0.7}
    assert "drawn 3 times" in found.protocol
    crossing = asked("overtaken", labels=(1, 10, 100), options=("1", "10", "100", "never"), cuts=(5, 50, 500))
    assert read(crossing, store).right == "100"
    rows["supervised"][100] = 0.7
    assert read(crossing, store).right == "never"


@pytest.mark.parametrize("share", [0.1, 0.3, 1.0])
def test_the_crossing_is_found_whatever_compute_training_from_scratch_was_given(store: RunStore, share: float) -> None:
    run = done(store, 0.9)
    config = CurveConfig((run.id,), ("ssl", "supervised"), (1, 10), draws=1, supervised_share=share)
    store.create(config, kind="curve")
    accuracies = {"ssl": {1: 0.4, 10: 0.6}, "supervised": {1: 0.2, 10: 0.9}}
    for point in points(store, config, lambda _: {1: False, 10: False}):
        accuracy = accuracies[point.contender][point.labels_per_class]
        run.add_result(RESULTS, {"key": point.key, "contender": point.contender, "accuracy": accuracy})
    found = read(asked("overtaken", labels=(1, 10), options=("1", "10", "never"), cuts=(5, 50)), store)
    assert found.right == "10"
    assert "40.0% against 20.0% with 1 per class" in found.said
    assert f"at most {share:.0%} of the run's compute" in found.protocol


@pytest.mark.parametrize(
    "answer", ["<img>", {"1": 2.0}, {"x": 0.5}, {"1": "0.5"}, {"²": 0.1}, {"1": math.nan}, [0.5], 7, None]
)
def test_an_answer_that_is_no_curve_is_none(answer) -> None:
    question = asked("knn")
    assert curve_of(answer) == {}
    assert in_words(question, answer) == "something that can't be answered here"
    assert in_words(question, "b") == "**b**"
    assert in_words(question, {"1": 0.25, "10": 0.5}) == "25% at 1 and 50% at 10"


def test_the_seed_of_a_nickname_is_its_own_and_a_forms_number() -> None:
    seeds = [own_seed("ABC234", f"learner {n}") for n in range(100)]
    assert all(1 <= seed <= 9_999 for seed in seeds)
    assert len(set(seeds)) > 95
    assert own_seed("ABC234", "Ada") == own_seed("ABC234", "ADA") != own_seed("XYZ234", "Ada")


def test_in_a_class_the_teacher_alone_reveals(homes: Path) -> None:
    classroom, _ = Classes(homes / "runs").open("Tests")
    (ada, _), (bob, _) = classroom.join("Ada"), classroom.join("Bob")
    hers, his, teachers = (ClassAnswers(classroom, who) for who in (ada, bob, None))
    hers.put("x.1", "a")
    his.put("x.1", "b")
    teachers.put("x.1", "c")
    assert (hers.mine("x.1"), his.mine("x.1"), teachers.mine("x.1")) == ("a", "b", None)
    assert teachers.all("x.1") == {ada.id: "a", bob.id: "b"}
    hers.reveal("x.1")
    assert not his.revealed("x.1")
    teachers.reveal("x.1")
    assert his.revealed("x.1")
    teachers.reveal("x.1", False)
    assert not his.revealed("x.1")
    assert SessionAnswers().may_reveal and not SessionAnswers().in_class
