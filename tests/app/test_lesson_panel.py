"""The lesson above the pages: its way from step to step, its questions, and what a link may lock or hide."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app.backend import classes
from app.lesson.evidence import EVIDENCE, Finding
from app.lesson.place import NAME
from app.person import PASS
from ssl_demo.classroom.person import pass_of
from ssl_demo.classroom.seeds import own_seed
from tests.app.conftest import open_page
from tests.pages.made_up_runs import words

LESSON = """\
+++
title = "Two *steps* and a page"
about = "For tests."
minutes = 6

[[step]]
page = "collapse_lab"
minutes = 2
settings = {lab_method = "SimSiam", lab_break = "Remove the predictor", lab_seed = "own"}
lock = ["lab_method"]
hide = ["lab_images"]

[step.question]
kind = "run"
ask = "Which one collapses?"
options = ["Only the first", "Only the second", "Both of them", "Neither of them"]
runs = ["SimCLR: Remove the negatives", "SimSiam: Remove the predictor"]
evidence = "verdict"

[[step]]
page = "collapse_lab"
minutes = 2
settings = {lab_method = "VICReg"}
reveals = 1

[[step]]
page = "augmentations"
minutes = 2
settings = {recipe = "Crop only", image = 7}
+++

## Take it out

Press **Break it**.

## And now?

Look again.

## Elsewhere

Look at the views.
"""


@pytest.fixture
def lesson(homes) -> str:
    (homes / "data" / "lessons").mkdir(parents=True)
    (homes / "data" / "lessons" / "mine.md").write_text(LESSON, encoding="utf-8")
    return "mine"


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def keys(app: AppTest) -> list[str]:
    return [button.key for button in app.button]


def answer(app: AppTest, option: str) -> AppTest:
    return app.radio(key="answer_mine.1").set_value(option).run()


def test_a_link_to_a_step_alone_opens_its_page_with_its_settings(app: AppTest, lesson: str) -> None:
    open_page(app, "home", lesson=lesson, lesson_step="3")
    assert not app.exception
    assert not app.warning
    assert app.number_input(key="image").value == 7
    assert app.session_state["recipe"].jitter == 0
    assert app.query_params.items() >= {"lesson": lesson, "lesson_step": "3", "image": "7"}.items()


def test_the_steps_set_the_controls_whatever_they_were_turned_to(app: AppTest, lesson: str) -> None:
    open_page(app, "collapse_lab", lesson=lesson)
    seed = app.number_input(key="lab_seed").value
    assert seed > 0
    assert app.selectbox(key="lab_method").value == "SimSiam"
    answer(app, "Only the first")
    press(app, "lesson_next")
    assert app.selectbox(key="lab_method").value == "VICReg"
    assert app.number_input(key="lab_seed").value == 0
    app.selectbox(key="lab_method").set_value("BYOL").run()
    press(app, "lesson_again")
    assert app.selectbox(key="lab_method").value == "VICReg"
    press(app, "lesson_back")
    assert app.selectbox(key="lab_method").value == "SimSiam"
    assert app.number_input(key="lab_seed").value == seed
    assert not app.warning
    press(press(app, "lesson_next"), "lesson_next")
    assert app.number_input(key="image").value == 7
    assert app.session_state["recipe"].jitter == 0


def test_a_step_locks_and_hides_and_others_do_not(app: AppTest, lesson: str) -> None:
    open_page(app, "collapse_lab", lesson=lesson)
    assert app.selectbox(key="lab_method").disabled
    assert not app.number_input(key="lab_seed").disabled
    assert ":is(.st-key-lab_images){display:none}" in styles(app)
    press(answer(app, "Both of them"), "lesson_next")
    assert not app.selectbox(key="lab_method").disabled
    assert "display:none" not in styles(app)


def test_one_answers_first_and_reveals_where_the_lesson_says(app: AppTest, lesson: str) -> None:
    open_page(app, "collapse_lab", lesson=lesson)
    assert app.button(key="lesson_next").disabled
    assert "reveal_mine.1" not in keys(app)
    answer(app, "Neither of them")
    assert not app.button(key="lesson_next").disabled
    assert "reveal_mine.1" not in keys(app)
    press(app, "lesson_next")
    assert app.radio(key="answer_mine.1").value == "Neither of them"
    press(app, "reveal_mine.1")
    assert "You said\n**Neither of them**." in words(app)
    assert "Nothing yet: train the run" in words(app)


def test_on_another_page_the_panel_leads_back_and_can_be_left(app: AppTest, lesson: str) -> None:
    open_page(app, "collapse_lab", lesson=lesson)
    app.query_params.clear()  # as the navigation does
    open_page(app, "glossary")
    assert app.query_params["lesson"] == lesson
    assert "Take it out" not in words(app)
    press(app, "lesson_return")
    assert app.selectbox(key="lab_method").value == "SimSiam"
    press(app, "lesson_leave")
    assert "Take it out" not in words(app)
    assert NAME not in app.query_params


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ({"lesson": "../../etc/passwd"}, "There is no lesson “../../etc/passwd” here"),
        ({"lesson": "<b>"}, "There is no lesson “<b>” here"),
        ({"lesson": "mine", "lesson_step": "4"}, "has the steps 1 to 3, and no step '4'"),
        ({"lesson": "mine", "lesson_step": "²"}, "has the steps 1 to 3"),
        ({"lesson": "mine", "lesson_step": "000001" + "9" * 5000}, "has the steps 1 to 3"),
        ({"lesson": "mine", "lesson_step": "0000011111"}, "has the steps 1 to 3, and no step '0000011111'"),
        ({"lesson": "broken"}, "broken.md, line 1: a lesson begins"),
    ],
)
def test_a_lesson_that_is_not_there_is_one_sentence(app: AppTest, lesson: str, homes, url, said: str) -> None:
    (homes / "data" / "lessons" / "broken.md").write_text("hello", encoding="utf-8")
    open_page(app, "glossary", **url)
    assert not app.exception
    assert len(app.error) == 1
    assert said in app.error[0].value.replace("\\", "")
    assert "lesson_next" not in keys(app)
    app.run()
    assert not app.error


def test_the_list_starts_a_lesson_and_tells_of_a_broken_file(app: AppTest, lesson: str, homes) -> None:
    (homes / "data" / "lessons" / "broken.md").write_text("+++\ntitle = 3\n", encoding="utf-8")
    open_page(app, "workshop")
    assert [error.value.replace("\\", "").startswith("broken.md, line 1") for error in app.error] == [True]
    assert r"Two \*steps\* and a page" in words(app)
    assert "6 minutes · 3 steps · 1 question" in [caption.value for caption in app.caption]
    press(app, "start_mine")
    assert app.selectbox(key="lab_method").value == "SimSiam"


def test_a_teacher_brings_a_lesson_and_a_broken_one_is_refused_with_its_line(app: AppTest, homes) -> None:
    open_page(app, "workshop")
    broken = LESSON.replace("minutes = 6", "minutes = six")
    for name, text, said in (
        ("ours.md", broken, "ours.md, line 4: this is not TOML"),
        ("how_it_fails.md", LESSON, "comes with the app"),
        ("../ours.md", LESSON, "rename it"),
    ):
        app.file_uploader(key="lesson_file").upload(name, text.encode(), "text/markdown").run()
        press(app, "lesson_add")
        assert said in app.error[0].value.replace("\\", "")
    assert not (homes / "data" / "lessons").exists()
    app.file_uploader(key="lesson_file").upload("ours.md", LESSON.encode(), "text/markdown").run()
    press(app, "lesson_add")
    assert "start_ours" in keys(app)


# In a class


def test_in_a_class_the_teacher_sees_the_predictions_and_reveals_them(
    app: AppTest, lesson: str, homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    classroom, secret = classes().open("Tests")
    for nickname, option in (("Ada", "Both of them"), ("Bob", "Only the first"), ("Eve", "Only the first")):
        learner, token = classroom.join(nickname)
        classroom.put(learner.id, "mine.1", option)
    app.session_state[PASS] = pass_of(classroom, token)
    open_page(app, "collapse_lab", lesson=lesson, lesson_step="2")
    assert app.radio(key="answer_mine.1").value == "Only the first"
    assert "reveal_mine.1" not in keys(app)
    assert "Your teacher reveals it" in words(app)
    assert not app.get("plotly_chart")
    app.session_state[PASS] = pass_of(classroom, secret)
    app.run()
    assert "3 answers so far" in words(app)
    app.toggle(key="predictions_mine.1").set_value(True).run()
    assert r"2 of 3 expect\: Only the first" in words(app)
    press(app, "reveal_mine.1")
    app.session_state[PASS] = pass_of(classroom, token)
    app.run()
    assert "You said\n**Only the first**." in words(app)
    assert r"2 of 3 expect\: Only the first" in words(app)
    assert app.session_state["lab_method"] == "VICReg"
    said = ("Of mine.", "Of all.")
    monkeypatch.setitem(EVIDENCE, "verdict", lambda question, runs, pooled=False: Finding(said[pooled], "By looking."))
    assert "The newest runs of the class say\nOf all." in words(app.run())
    monkeypatch.setattr("app.lesson.reveal.NEWEST", ())
    assert "The runs of the class say\nOf all." in words(app.run())


def test_in_a_class_only_the_teacher_brings_lessons(app: AppTest, homes) -> None:
    classroom, secret = classes().open("Tests")
    _, token = classroom.join("Ada")
    app.session_state[PASS] = pass_of(classroom, token)
    open_page(app, "workshop")
    assert "lesson_add" not in keys(app) and not app.exception
    app.session_state[PASS] = pass_of(classroom, secret)
    assert "lesson_add" in keys(app.run())


def test_in_a_class_the_own_seed_is_the_nicknames(app: AppTest, lesson: str, homes) -> None:
    classroom, _ = classes().open("Tests")
    _, token = classroom.join("Ada")
    app.session_state[PASS] = pass_of(classroom, token)
    open_page(app, "collapse_lab", lesson=lesson)
    assert app.number_input(key="lab_seed").value == own_seed(classroom.code, "Ada")


# Links


def styles(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_a_link_locks_and_hides_and_the_values_stay(app: AppTest) -> None:
    open_page(app, "collapse_lab", lab_seed="3", lock="lab_seed,lab_method", hide="lab_images")
    assert app.number_input(key="lab_seed").value == 3
    assert app.number_input(key="lab_seed").disabled
    assert app.selectbox(key="lab_method").disabled
    assert ":is(.st-key-lab_images){display:none}" in styles(app)
    assert not app.warning


def test_sliders_of_a_recipe_can_be_locked_too(app: AppTest) -> None:
    open_page(app, "augmentations", lock="recipe_crop_min")
    assert app.slider(key="recipe_crop_min").disabled


@pytest.mark.parametrize("name", ["x{}*{display:none}", "A", "a b", "</style><b>", "é"])
def test_what_can_not_be_a_control_reaches_no_stylesheet(app: AppTest, name: str) -> None:
    open_page(app, "glossary", hide=f"q,{name}")
    assert ":is(.st-key-q){display:none}" in styles(app)
    assert len(app.warning) == 1
    assert "which no control is called" in app.warning[0].value
    assert not app.run().warning
    assert ":is(.st-key-q){display:none}" in styles(app)


def test_the_popover_offers_the_controls_of_the_page_and_makes_the_link(app: AppTest) -> None:
    open_page(app, "augmentations", image="7")
    app.session_state["share_panel"] = True
    app.run()
    lock = app.multiselect(key="share_lock")
    assert "Image" in lock.options and "Recipe crop min" in lock.options
    lock.set_value(["image"]).run()
    app.multiselect(key="share_hide").set_value(["draw", "view"]).run()
    assert app.code[0].value.endswith("image=7&lock=image&hide=draw,view")
