"""The Workshop page for everybody who may come: a visitor, a learner, a teacher, and somebody with a wrong link."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.backend import guesses
from app.person import PASS
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.person import pass_of, person_of
from ssl_demo.classroom.tries import MOST_WRONG
from ssl_demo.config import RunConfig
from ssl_demo.runs.store import RunStore
from tests.pages import made_up_runs
from tests.pages.made_up_runs import Idle, idle_app, make_run, words

open_page = functools.partial(made_up_runs.open_page, "workshop")


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    monkeypatch.setattr("app.workshop.join.address", lambda: "here")
    monkeypatch.setattr("app.workshop.open_class.is_at_the_server", lambda: True)
    guesses.clear()
    return idle_app(monkeypatch)


@pytest.fixture
def classes(homes: Path) -> Classes:
    return Classes(homes / "runs")


def join(at: AppTest, code: str, nickname: str) -> AppTest:
    at.text_input(key="join_code").set_value(code)
    at.text_input(key="join_name").set_value(nickname)
    return next(button for button in at.button if button.label == "Join").click().run()


def passed(pass_: str, page: str = "workshop", run: str | None = None) -> AppTest:
    """The page as whoever has this pass sees it, with this run as the current one."""
    at = made_up_runs.open_page(page, run)
    at.session_state[PASS] = pass_
    return at.run()


def test_a_button_opens_a_class_and_makes_whoever_pressed_it_its_teacher(classes: Classes) -> None:
    at = open_page()
    assert "Join a class" in words(at) and "Open a class" in words(at)
    next(button for button in at.button if button.label == "Open a class").click().run()
    assert not at.exception
    (classroom,) = classes.list()
    assert person_of(classes, at.session_state[PASS]).is_teacher
    assert classroom.code in at.title[1].value and f"/workshop?class={classroom.code}" in at.code[0].value
    assert at.code[1].value.endswith(f"?teach={at.session_state[PASS].partition('.')[2]}")
    assert "Nobody yet" in words(at)


def test_from_elsewhere_nobody_opens_a_class(monkeypatch: pytest.MonkeyPatch, classes: Classes) -> None:
    monkeypatch.setattr("app.workshop.open_class.is_at_the_server", lambda: False)
    at = open_page()
    assert next(button for button in at.button if button.label == "Open").disabled
    assert "python -m ssl_demo open-class" in words(at) and not classes.list()


def test_a_learner_joins_by_the_link_and_is_known_from_then_on(classes: Classes) -> None:
    classroom, _ = classes.open("Monday")
    at = open_page(**{"class": classroom.code})
    assert at.title[0].value == "Join the class"  # nothing else, on any page, until then
    assert at.text_input(key="join_code").value == classroom.code
    join(at, classroom.code.lower(), "Ann")
    assert not at.exception
    assert "You are **Ann** in **Monday**" in words(at) and [one.nickname for one in classroom.learners()] == ["Ann"]
    assert person_of(classes, at.session_state[PASS]).learner == classroom.learners()[0]


@pytest.mark.parametrize(
    ("nickname", "told"),
    [
        ("<img onerror=alert(1)>", "leave them out"),
        ("Ann\u202e", "invisible"),
        ("ann", "that nickname already"),
    ],
)
def test_a_nickname_that_cannot_be_is_refused_in_a_sentence(classes: Classes, nickname: str, told: str) -> None:
    classroom, _ = classes.open("Monday")
    classroom.join("Ann")
    at = join(open_page(), classroom.code, nickname)
    assert told in at.error[0].value and not at.exception and len(classroom.learners()) == 1


def test_guessing_codes_is_stopped(classes: Classes) -> None:
    classroom, _ = classes.open("Monday")
    at = open_page()
    for _ in range(MOST_WRONG):
        assert "no class with this code" in join(at, "BBBBB", "Eve").error[0].value
    assert "Too many wrong codes" in join(at, classroom.code, "Eve").error[0].value
    assert not classroom.learners()


def test_the_teachers_link_opens_the_class_and_leaves_the_address_bar(classes: Classes) -> None:
    _, secret = classes.open("Monday")
    at = open_page(teach=secret)
    assert person_of(classes, at.session_state[PASS]).is_teacher and "teach" not in at.query_params


def test_a_learners_pass_is_no_teachers_link(classes: Classes) -> None:
    classroom, _ = classes.open("Monday")
    _, token = classroom.join("Ann")
    for wrong in (token, pass_of(classroom, token), classroom.code, "x" * 5000):
        at = open_page(teach=wrong)
        assert "not a teacher's link" in at.error[0].value and PASS not in at.session_state


def test_while_a_class_is_open_every_page_asks_strangers_in(classes: Classes) -> None:
    classes.open("Monday")
    for page in ("train", "runs", "class_board"):
        assert made_up_runs.open_page(page).title[0].value == "Join the class"


def test_a_learner_sees_the_lesson_of_the_class_first(classes: Classes) -> None:
    classroom, _ = classes.open("Monday")
    _, token = classroom.join("Ann")
    classroom.set_lesson("how_it_fails")
    at = passed(pass_of(classroom, token))
    assert "How it fails" in at.button(key="start_class_lesson").label
    classroom.set_lesson("no_such_lesson")
    assert "no lesson" in passed(pass_of(classroom, token)).error[0].value


def test_a_teacher_sets_bounds_lets_somebody_go_and_chooses_a_lesson(classes: Classes) -> None:
    classroom, secret = classes.open("Monday")
    ann, _ = classroom.join("Ann")
    at = passed(pass_of(classroom, secret))
    at.number_input(key="quota_seconds").set_value(20)
    at.button(key="FormSubmitter:quota-Apply to new requests").click().run()
    assert classroom.quota.seconds == 20
    at.selectbox(key="class_lesson").set_value("how_it_fails").run()
    assert classroom.lesson == "how_it_fails"
    at.button(key=f"remove_{ann.id}").click().run()
    assert not at.exception and not classroom.learners()


def test_the_end_of_a_class_is_asked_for_twice_and_leaves_a_visitor(classes: Classes, homes: Path) -> None:
    classroom, secret = classes.open("Monday")
    run = RunStore(homes / "runs").create(RunConfig(), owner=f"{classroom.code}-teacher")
    at = passed(pass_of(classroom, secret))
    assert at.button(key="end_class").disabled
    at.checkbox(key="end_sure").check().run()
    at.button(key="end_class").click().run()
    assert not at.exception and not run.path.exists() and not classes.list()
    assert "Join a class" in words(at)


def test_another_ones_run_is_looked_at_and_not_touched(classes: Classes, homes: Path) -> None:
    classroom, _ = classes.open("Monday")
    (ann, anns), (_, bos) = (classroom.join(name) for name in ("Ann", "Bo"))
    store = RunStore(homes / "runs")
    done, active = (make_run(store, state, name="hers", owner=ann.id) for state in ("done", "running"))
    for token, may in ((anns, True), (bos, False)):
        at = passed(pass_of(classroom, token), "runs", done.id)
        assert "hers" in words(at)
        assert at.button(key="delete").disabled is not may
        assert at.text_input(key=f"name_{done.id}").disabled is not may
        at = passed(pass_of(classroom, token), "train", active.id)
        assert any(button.key == "run_stop" for button in at.button) is may


def test_who_shares_a_run_may_stop_watching_and_not_pause_it(classes: Classes, homes: Path, backend: Idle) -> None:
    classroom, _ = classes.open("Monday")
    (ann, _), (bo, token) = (classroom.join(name) for name in ("Ann", "Bo"))
    run = make_run(RunStore(homes / "runs"), "running", owner=ann.id)
    for who in (ann, bo):
        classroom.take_part(who.id, run.id)
    at = passed(pass_of(classroom, token), "train", run.id)
    assert "Also watched by Ann." in words(at)
    assert [button.label for button in at.button if (button.key or "").startswith("run_")] == ["Stop watching"]
    at.button(key="run_stop").click().run()
    assert "it goes on" in at.toast[0].value and not backend.asked
    assert classroom.takers_of(run.id) == [ann]


def test_the_second_who_asks_for_the_same_run_is_told_and_watches_it(classes: Classes, homes: Path) -> None:
    classroom, _ = classes.open("Monday")
    tokens = [classroom.join(name)[1] for name in ("Ann", "Bo")]
    told = []
    for token in tokens:
        at = passed(pass_of(classroom, token), "train")
        at.button(key="train").click().run()
        assert not at.exception
        told.append(" ".join(toast.value for toast in at.toast))
    (run,) = RunStore(homes / "runs").list()
    assert told[0] == "" and told[1].startswith("Ann asked for the very same before you")
    at = passed(pass_of(classroom, tokens[0]), "train")
    at.session_state["train_panel"] = True
    at.run()
    at.button(key="train").click().run()
    assert at.toast[0].value.startswith("You have asked for this before")
    assert at.query_params["run"] == run.id


def test_more_than_the_quota_is_refused_on_the_train_page(classes: Classes, homes: Path) -> None:
    classroom, _ = classes.open("Monday")
    _, token = classroom.join("Ann")
    at = made_up_runs.open_page("train", run=None, budget="5 minutes")
    at.session_state[PASS] = pass_of(classroom, token)
    at.run()
    at.button(key="train").click().run()
    assert "at most 60 seconds" in at.error[0].value and not RunStore(homes / "runs").list()
