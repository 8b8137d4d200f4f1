"""The Class board: for a visitor, a learner and the teacher; what is pooled, what is predicted, and who may reveal."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.board import reading
from app.board.one_picture import one_picture
from app.board.pooling import result_of
from app.board.predictions import _questions
from app.board.presence import note_presence, presence
from app.board.queue import still_to_come
from app.board.reading import Board, board_of
from app.board.titles import kind_title
from app.figures import bars_figure, label_curve_figure
from app.lesson.place import Place
from app.runs.queue import place_in_queue
from app.words import plain
from ssl_demo.augment.presets import PRESETS
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.classroom import Classroom, Learner
from ssl_demo.classroom.lessons.lesson import Lesson, Step
from ssl_demo.classroom.person import Person, pass_of
from ssl_demo.classroom.pooled.comparable import usual_setting
from ssl_demo.config import CurveConfig, Recipe, RunConfig
from ssl_demo.jobs.points import RESULTS, points
from ssl_demo.methods import usual_config
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import ROOT, idle_app, make_run, open_page, words

ANSWER = "lesson.1"


@dataclass
class Class:
    """A class with three learners. passes: of the teacher, and then of each learner."""

    store: RunStore
    classroom: Classroom
    learners: list[Learner]
    passes: list[str]

    def run(self, whose: int, seed: int, state: str = "done", knn: float = 0.61, **settings) -> Run:
        run = make_run(self.store, state, "Why it is so." if state == "failed" else "", steps=0, seed=seed, **settings)
        (run.path / "asked.json").write_text(json.dumps({"owner": self.learners[whose].id, "request": run.request}))
        if state == "done":
            run.set_status("done", figures={"knn": knn, "untrained_knn": 0.25})
        self.classroom.take_part(self.learners[whose].id, run.id)
        return run

    def measure(self, run: Run, config: CurveConfig, accuracies: dict[str, float]) -> None:
        """Write points as a job writes them, the same accuracy at each."""
        for point in points(self.store, config, lambda _: dict.fromkeys(config.labels, False)):
            row = {"key": point.key, "contender": point.contender, "labels_per_class": point.labels_per_class}
            row |= {"draw": point.draw, "wrong": 0.0, "accuracy": accuracies[point.contender]}
            run.add_result(RESULTS, row)

    def now(self) -> Board:
        """The board read anew, with what was pooled before still in memory."""
        reading._board.clear()
        return board_of(self.classroom)

    def open(self, who: int) -> AppTest:
        """The page as the teacher, 0, or as a learner sees it."""
        st.cache_resource.clear()
        at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        at.switch_page("pages/class_board.py")
        at.session_state["pass"] = self.passes[who]
        at.run()
        assert not at.exception
        return at


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch):
    return idle_app(monkeypatch)


@pytest.fixture
def group(homes: Path) -> Class:
    store = RunStore(homes / "runs")
    classroom, secret = Classes(store.root).open("Monday")
    came = [classroom.join(name) for name in ("Ada", "=1+1", "Cléo *")]
    passes = [pass_of(classroom, secret), *(pass_of(classroom, token) for _, token in came)]
    return Class(store, classroom, [learner for learner, _ in came], passes)


def page(at: AppTest) -> str:
    """Everything that the page says, in HTML blocks too."""
    return words(at) + "\n".join(block.proto.body for block in at.main if block.type == "html")


def figures(at: AppTest) -> int:
    return sum(element.type == "plotly_chart" for element in at.main)


def test_a_visitor_learns_what_it_is_for_and_the_way_to_the_workshop(homes):
    at = open_page("class_board")
    assert "No class is open here" in words(at)
    assert next(link.proto.page for link in at.main if link.type == "page_link") == "workshop"


def test_the_wall_shows_code_and_address_and_who_is_where(group):
    st.cache_resource.clear()
    note_presence(Person(group.classroom, group.learners[0]), "Train")
    note_presence(Person(group.classroom), "Home")
    assert set(presence().where(learner.id for learner in group.learners)) == {group.learners[0].id}
    board = board_of(group.classroom)
    assert (board.where[group.learners[0].id].page, len(board.learners)) == ("Train", 3)
    said = page(group.open(0))
    assert group.classroom.code in said and "/workshop" in said and "QR code" in said
    assert "<b>3</b>learners" in said and "Cléo *" in said and "Away" in said


def test_a_step_of_a_lesson_is_where_a_learner_is_while_its_page_is_open(group):
    st.cache_resource.clear()
    steps = tuple(Step(str(number), "train", 5.0, "Do it.") for number in range(3))
    ada, lesson = Person(group.classroom, group.learners[0]), Lesson("how", "How", "About.", 15.0, steps)
    note_presence(ada, "Train", Place(lesson, 2, here=True))
    assert str(presence().where([ada.id])[ada.id].step) == "How, step 2 of 3"
    note_presence(ada, "Runs", Place(lesson, 2, here=False))
    assert presence().where([ada.id])[ada.id].step is None


def test_without_a_finished_run_it_says_what_will_come(group):
    group.run(0, 1, state="failed")
    at = group.open(1)
    assert "begins with the first run that a learner finishes" in words(at)
    assert figures(at) == 0


def test_one_learner_has_a_result_and_no_interval(group):
    group.run(0, 1)
    said = words(group.open(0))
    assert "of one learner" in said and "95 % interval 0" not in said
    assert "Training raised kNN accuracy by 36 points, of one learner" in said.replace("\\", "")


def test_runs_of_one_setting_are_pooled_and_the_rest_is_named_with_its_reason(group):
    for whose, knn in enumerate((0.55, 0.60, 0.71)):
        group.run(whose, whose, knn=knn)
    group.run(1, 9, state="failed")
    group.run(2, 9, encoder="M")
    at = group.open(0)
    said = words(at).replace("\\", "")
    # By hand: gains 0.30, 0.35, 0.46; mean 0.37, s = 0.08185, t(2) = 4.3027: ± 20.3 points.
    assert "Training raised kNN accuracy by 37 points (95 % interval 17 to 57), over 3 learners" in said
    assert "**=1+1**: it failed: Why it is so." in said
    assert "**Cléo ***: it has another encoder" in said


def test_curves_are_pooled_and_a_learner_can_be_picked_and_looked_into(group):
    made = [group.run(whose, whose) for whose in range(3)]
    for run, accuracy in zip(made, (0.5, 0.6, 0.7), strict=True):
        config = CurveConfig(runs=(run.id,), contenders=("ssl", "pixels"), labels=(1, 2), draws=2)
        for point in points(group.store, config, lambda _: {1: False, 2: False}):
            row = {"key": point.key, "contender": point.contender, "labels_per_class": point.labels_per_class}
            value = accuracy if point.contender == "ssl" else 0.1 * (1 + point.draw)
            run.add_result(RESULTS, {**row, "draw": point.draw, "wrong": 0.0, "accuracy": value})
    at = group.open(1)
    # By hand: mean 0.6, s = 0.1, t(2) = 4.3027, so ± 24.8 points.
    said = words(at).replace("\\", "").replace("\u00a0", " ")
    assert "With 2 labels per class, over 3 learners: self-supervised 60 % (95 % interval 35 to 85)" in said
    assert "raw pixels 15 %" in said and "Raw pixels know nothing of a learner's run" in said
    assert "3 runs of 3 learners: SimCLR" in said and "the mean over 2 draws of labels" in said
    assert figures(at) == 2
    at.selectbox(key="pooled_learner").select(group.learners[2].id).run()
    links = [link.proto for link in at.main if link.type == "page_link"]
    assert any(link.page == "runs" and made[2].id in str(link) for link in links)


def test_a_learner_sees_predictions_when_the_teacher_reveals_them(group):
    for learner, answer in zip(group.learners, ("Healthy", "Healthy", {"<b>": 1}), strict=True):
        group.classroom.put(learner.id, ANSWER, answer)
    at = group.open(1)
    assert "3 of 3 have answered" in words(at) and "expect" not in words(at)
    assert not [button for button in at.button if (button.key or "").startswith("board_reveal")]
    teacher = group.open(0)
    assert "expect" not in words(teacher)
    teacher.toggle(key=f"predicted_{ANSWER}").set_value(True).run()
    assert "2 of 2 expect" in words(teacher)
    teacher.button(key=f"board_reveal_{ANSWER}").click().run()
    assert group.classroom.revealed(ANSWER)
    assert "2 of 2 expect" in words(group.open(1))


def test_kinds_are_called_by_what_is_unusual_about_them():
    assert kind_title(RunConfig(seed=3, encoder="M", seconds=5.0)) == "SimCLR"
    assert kind_title(RunConfig(recipe=PRESETS["Crop only"])) == "SimCLR, recipe Crop only"
    own = RunConfig(recipe=Recipe(crop_min=0.5), knobs={"negatives": "off"})
    assert kind_title(own) == "SimCLR, own recipe (crop min 0.5), negatives off"
    assert kind_title(usual_config("mae", batch_size=32)) == "MAE, batch size 32"


def test_two_figures_become_one_picture_with_both_findings():
    left, right = label_curve_figure([], classes=10), bars_figure({"a": 0.5})
    whole = one_picture({"First <b>": left, "Second": right})
    assert [trace.xaxis for trace in whole.data] == ["x2"]
    assert [note.text for note in whole.layout.annotations] == ["First &lt;b&gt;", "Second", "chance, 10%"]
    assert (whole.layout.xaxis.type, whole.layout.shapes[0].yref, left.layout.xaxis.anchor) == ("log", "y", None)


def test_whoever_is_not_the_teacher_reveals_nothing(group, monkeypatch: pytest.MonkeyPatch):
    from app.board import predictions

    group.classroom.put(group.learners[0].id, ANSWER, "Healthy")

    class Stranger:
        person = Person(group.classroom, group.learners[0])

    monkeypatch.setattr(predictions, "desk", Stranger)
    predictions._reveal(ANSWER, True)
    assert not group.classroom.revealed(ANSWER)


def test_drawn_curves_have_a_median(group):
    for learner, at_ten in zip(group.learners, (0.3, 0.5, 0.9), strict=True):
        group.classroom.put(learner.id, ANSWER, {"1": 0.1, "10": at_ten})
    group.classroom.reveal(ANSWER)
    said = words(group.open(2)).replace("\u00a0", " ").replace("\\", "")
    assert "With 10 labels per class the class predicts 50 % (median of 3; from 30 % to 90 %)" in said


def test_the_queue_tells_whose_run_it_is(group, backend):
    run = group.run(1, 5, state="queued")
    backend.waiting.append(run)
    said = page(group.open(0))
    assert "<th scope=row>=1+1</th>" in said and "<td>next</td>" in said
    assert "1 run of the class is still to come." in said
    assert still_to_come(group.now()) == "1 run of the class is still to come."


def test_the_page_below_is_drawn_anew_for_results_alone(group, backend):
    group.run(0, 1)
    before = group.now().stamp
    run = group.run(1, 2, state="queued")
    queued = group.now()
    run.set_status("running")
    running = group.now()
    assert queued.stamp == running.stamp == before
    assert [still_to_come(board) for board in (queued, running)] == ["1 run of the class is still to come."] * 2
    run.set_status("done", figures={"knn": 0.6, "untrained_knn": 0.2})
    assert group.now().stamp != before
    assert still_to_come(group.now()) == ""


def test_a_status_written_within_the_same_tick_of_the_clock_is_read(group):
    run = group.run(0, 1)
    path = run.path / "status.json"
    long_ago = path.stat().st_mtime_ns - 10**12
    os.utime(path, ns=(long_ago, long_ago))
    assert group.now().draws[0].status.state == "done"
    run.set_status("failed", "Why.")
    os.utime(path, ns=(long_ago, long_ago))
    assert group.now().draws[0].status.state == "failed"


def test_the_wall_and_the_learners_page_tell_the_same_wait(group, backend):
    old = group.run(0, 1)
    old.set_status("done", began=1000.0, heartbeat=1500.0)
    for seed in range(60):
        group.store.create(RunConfig(seed=seed))
    backend.waiting += [group.run(1, 2, state="queued"), group.run(2, 3, state="queued")]
    st.cache_resource.clear()
    first, second = group.now().waiting
    assert (first.run_id, second.run_id) == tuple(run.id for run in backend.waiting)
    assert second.seconds == place_in_queue(backend.waiting[1]).seconds
    # The only run that has ended took 500 s, and both have the same budget.
    assert second.seconds == pytest.approx(500.0)


def test_curves_are_those_of_the_share_that_the_caption_names(group):
    run = group.run(0, 1)
    for share, accuracy in ((0.3, 0.5), (1.0, 0.8)):
        config = CurveConfig((run.id,), ("supervised",), (1,), 2, share)
        group.measure(run, config, {"supervised": accuracy})
    before = group.now()
    setting = usual_setting(before.draws)
    assert setting is not None

    def drawn(board: Board) -> float:
        return result_of(board, setting, "").curve.lines["supervised"].by_count[1].interval.mean

    assert (before.share, drawn(before)) == (0.3, pytest.approx(0.5))
    asked = group.store.create(config, "curve", owner=group.learners[0].id)
    for state in ("queued", "running"):
        asked.set_status(state)
        waits = group.now()
        assert (waits.share, waits.stamp, drawn(waits)) == (0.3, before.stamp, pytest.approx(0.5))
    asked.set_status("done")
    after = group.now()
    assert (after.share, drawn(after)) == (1.0, pytest.approx(0.8))


def test_the_label_curve_is_by_default_of_what_most_have_measured(group):
    measured = group.run(0, 1, recipe=PRESETS["Crop only"])
    group.run(1, 2)
    group.run(2, 3)
    group.measure(measured, CurveConfig((measured.id,), ("ssl",), (1,), 2), {"ssl": 0.5})
    at = group.open(0)
    assert at.selectbox(key="pooled_kind").options[0] == "what most learners measured"
    assert "1 run of 1 learner: SimCLR, recipe Crop only" in words(at).replace("\\", "")


@pytest.mark.parametrize("kind", ["choice", "run", "curve"])
def test_an_answer_of_another_shape_hides_no_others(group, kind):
    question = next(each for each in _questions().values() if each.kind == kind)
    curve = dict.fromkeys(map(str, question.labels), 0.5) or {"1": 0.5}
    sound, other = (curve, "Healthy") if kind == "curve" else (question.options[0], curve)
    for learner, answer in zip(group.learners, (other, sound, sound), strict=True):
        group.classroom.put(learner.id, question.key, answer)
    group.classroom.reveal(question.key)
    said = words(group.open(1)).replace("\u00a0", " ")
    assert ("median of 2" if kind == "curve" else "2 of 2 expect") in said


def test_of_a_question_that_is_not_here_the_more_frequent_shape_is_shown(group):
    for learner, answer in zip(group.learners, ({"10": 0.5}, "*Yes*", "*Yes*"), strict=True):
        group.classroom.put(learner.id, ANSWER, answer)
    group.classroom.reveal(ANSWER)
    assert plain("2 of 2 expect: *Yes*") in words(group.open(1))
