"""Classes: codes and secrets, who is in, what is kept of them, and that a restart changes nothing."""

from __future__ import annotations

import contextlib
import json
import threading
from pathlib import Path

import pytest

from ssl_demo.classroom import classes as classes_module
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.classroom import MOST_ANSWERS, Classroom
from ssl_demo.classroom.person import VISITOR, pass_of, person_of
from ssl_demo.classroom.quota import Quota
from ssl_demo.classroom.tokens import CODE, new_code, tidy_code
from ssl_demo.classroom.tries import MOST_ADDRESSES, WINDOW_SECONDS, Tries
from ssl_demo.errors import UserError
from tests.classroom.conftest import School


def test_a_class_is_found_by_its_code_however_it_is_typed(school: School) -> None:
    code = school.classroom.code
    assert CODE.fullmatch(code)
    for typed in (code, code.lower(), f" {code[:2]} {code[2:]}\n", f"{code[:3]}-{code[3:]}"):
        assert school.classes.get(typed) is school.classroom
    for wrong in ("", "AAAAA", "../..", code + "B", "B" * 10_000, new_code()):
        with pytest.raises(UserError, match="no class with this code"):
            school.classes.get(wrong)


def test_codes_are_drawn_from_all_letters_and_typed_ones_are_tidied() -> None:
    assert {letter for _ in range(500) for letter in new_code()} == set("BCDFGHJKLMNPQRSTVWXZ")
    assert tidy_code("bcd fg") == "BCDFG" and tidy_code("bcdfa") == ""


def test_only_the_secret_makes_a_teacher(school: School) -> None:
    _, token = school.classroom.join("Cy")
    assert school.classroom.is_teacher(school.secret)
    for wrong in ("", token, school.classroom.code, school.secret[:-1], school.secret + "x", "☃" * 30):
        assert not school.classroom.is_teacher(wrong)
    assert school.classes.of_teacher(school.secret) is school.classroom
    assert school.classes.of_teacher(token) is None


def test_a_pass_tells_who_it_is_in_its_own_class_alone(school: School) -> None:
    other, other_secret = school.classes.open("Tuesday")
    cy, token = school.classroom.join("Cy")
    assert person_of(school.classes, pass_of(school.classroom, token)).learner == cy
    assert person_of(school.classes, pass_of(school.classroom, school.secret)).is_teacher
    for wrong in (pass_of(other, token), pass_of(school.classroom, other_secret), "", "x", ".", f"{other.code}."):
        assert person_of(school.classes, wrong) == VISITOR


def test_nothing_that_opens_anything_is_stored(school: School) -> None:
    _, token = school.classroom.join("Cy")
    kept = "".join(path.read_text() for path in school.classes.root.rglob("*.json*"))
    assert "Cy" in kept and token not in kept and school.secret not in kept
    joined = [json.loads(line) for line in (school.classroom.path / "journal.jsonl").read_text().splitlines()]
    assert all(line.keys() == {"type", "at", "id", "nickname", "joined", "token"} for line in joined)


def test_a_taken_nickname_is_refused_until_it_is_free(school: School) -> None:
    with pytest.raises(UserError, match="has that nickname already"):
        school.classroom.join(" ANN ")
    school.classroom.remove(school.ann.id)
    school.classroom.put(school.bo.id, "q", 1)
    again, _ = school.classroom.join("Ann")
    assert again.id != school.ann.id and [one.nickname for one in school.classroom.learners()] == ["Bo", "Ann"]


def test_of_many_who_want_one_nickname_at_once_one_gets_it(school: School) -> None:
    got: list[str] = []

    def join() -> None:
        with contextlib.suppress(UserError):
            got.append(school.classroom.join("Dee")[0].id)

    threads = [threading.Thread(target=join) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_answers_count_once_for_each_learner_until_they_are_revealed(school: School) -> None:
    room, ann, bo = school.classroom, school.ann.id, school.bo.id
    room.put(ann, "lesson.1", "crop")
    room.put(bo, "lesson.1", "flip")
    room.put(ann, "lesson.1", "colour")
    assert room.answers("lesson.1") == {ann: "colour", bo: "flip"}
    room.reveal("lesson.1")
    assert room.revealed("lesson.1") and not room.revealed("lesson.2")
    with pytest.raises(UserError, match="no longer change"):
        room.put(bo, "lesson.1", "crop")
    room.remove(bo)
    assert room.answers("lesson.1") == {ann: "colour"}


@pytest.mark.parametrize(("question", "answer"), [("", 1), ("../x", 1), ("q" * 200, 1), ("q", "x" * 3000)])
def test_answers_that_no_lesson_asks_for_are_refused(school: School, question: str, answer: object) -> None:
    with pytest.raises(UserError):
        school.classroom.put(school.ann.id, question, answer)
    assert school.classroom.answers(question) == {}


def test_nobody_fills_the_disk_with_answers(school: School) -> None:
    for number in range(MOST_ANSWERS):
        school.classroom.put(school.ann.id, f"q{number}", 1)
    with pytest.raises(UserError, match="more questions"):
        school.classroom.put(school.ann.id, "one-more", 1)
    school.classroom.put(school.bo.id, "one-more", 1)


def test_a_server_that_starts_again_knows_it_all(school: School) -> None:
    room = school.classroom
    _, token = room.join("Cy")
    room.put(school.ann.id, "q", {"1": 0.2})
    room.reveal("q")
    room.take_part(school.ann.id, "run-1")
    room.set_quota(Quota(seconds=20))
    with (room.path / "journal.jsonl").open("ab") as file:
        file.write(b'{"type": "answer", "id": "torn')
    again = Classes(school.store.root).get(room.code)
    assert again is not room and again.learners() == room.learners()
    assert again.learner(token) == room.learner(token) is not None
    assert (again.answers("q"), again.revealed("q")) == ({school.ann.id: {"1": 0.2}}, True)
    assert again.runs_of(school.ann.id) == ("run-1",) and again.quota.seconds == 20
    again.put(school.bo.id, "q2", 1)  # written after the torn line
    assert room.answers("q2") == {school.bo.id: 1}


def test_a_damaged_journal_line_spoils_only_itself(school: School) -> None:
    with (school.classroom.path / "journal.jsonl").open("ab") as file:
        file.write(b'[]\n{"type": "answer"}\n{"type": ["x"]}\n{"type": "joined", "id": 7}\n\xff\n')
    assert [one.nickname for one in school.classroom.learners()][:2] == ["Ann", "Bo"]


def test_so_many_classes_and_no_more(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes_module, "MOST_CLASSES", 2)
    classes = Classes(homes / "runs")
    first, _ = classes.open("one")
    classes.open("  \n ")
    assert {each.name for each in classes.list()} == {"one", "Workshop"}
    with pytest.raises(UserError, match="delete one first"):
        classes.open("three")
    classes.forget(first)
    assert not first.path.exists() and len(classes.list()) == 1


def test_tries_stop_and_may_go_on_a_minute_later() -> None:
    now = [0.0]
    tries = Tries("wrong codes", 20, lambda: now[0])
    for _ in range(20):
        tries.check("10.0.0.7")
        tries.count("10.0.0.7")
        now[0] += 1.0
    with pytest.raises(UserError, match=f"Too many wrong codes .* again in {round(WINDOW_SECONDS - 20)} seconds"):
        tries.check("10.0.0.7")
    tries.check("10.0.0.8")
    now[0] += WINDOW_SECONDS
    tries.check("10.0.0.7")


def test_addresses_without_number_take_no_memory_without_number() -> None:
    tries = Tries("wrong codes", 1)
    for number in range(MOST_ADDRESSES + 5):
        tries.count(str(number))
    tries.check("0")  # forgotten
    with pytest.raises(UserError):
        tries.check(str(MOST_ADDRESSES))


def test_after_its_end_nothing_brings_a_class_back(school: School) -> None:
    room = school.classroom
    school.classes.forget(room)
    for late in (
        lambda: room.put(school.ann.id, "q", 1),
        lambda: room.join("Late"),
        lambda: room.take_part(school.ann.id, "run-1"),
        lambda: room.set_lesson("how_it_fails"),
    ):
        with pytest.raises(UserError):
            late()
    assert not room.path.exists() and not room.is_open


def test_who_was_let_go_answers_no_more(school: School) -> None:
    school.classroom.remove(school.ann.id)
    with pytest.raises(UserError, match="no longer in this class"):
        school.classroom.put(school.ann.id, "q", 1)


def test_the_same_answer_again_takes_no_room(school: School) -> None:
    school.classroom.put(school.ann.id, "q", {"1": 0.5})
    before = (school.classroom.path / "journal.jsonl").stat().st_size
    school.classroom.put(school.ann.id, "q", {"1": 0.5})
    assert (school.classroom.path / "journal.jsonl").stat().st_size == before


def test_a_damaged_class_is_none_and_spoils_no_other(school: School) -> None:
    other, secret = school.classes.open("Tuesday")
    (school.classroom.path / "class.json").write_text("{")
    assert school.classes.list() == [other] and school.classes.of_teacher(secret) == other
    (school.classes.root / "notes.txt").write_text("no class at all")
    assert Classes(school.store.root).list()[0].code == other.code


def test_a_new_teachers_link_takes_the_place_of_the_lost_one(school: School) -> None:
    fresh = school.classroom.new_secret()
    assert school.classroom.is_teacher(fresh) and not school.classroom.is_teacher(school.secret)


def test_a_class_folder_is_read_by_whoever_comes_first(school: School) -> None:
    assert Classroom(school.classroom.path).learners() == school.classroom.learners()
