"""Lessons from files: what a good one says, and that a broken or hostile one names its line and does nothing."""

from __future__ import annotations

import random

import pytest

from ssl_demo.classroom.lessons.file import LARGEST, read_lesson, read_lesson_file
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.errors import UserError

PAGES = ("train", "collapse_lab")
EVIDENCE = {"verdict": lambda question: "" if len(question.options) == 2 else "it takes two options.", "knn": str}
GOOD = """\
+++
title = "How it fails"
about = "Take out what keeps a method alive."
minutes = 20

[[step]]
page = "collapse_lab"
minutes = 8
settings = {lab_method = "SimSiam", lab_seed = "own", tau = 0.5, labels = [1, "x"]}
lock = ["lab_method"]
hide = ["lab_seed"]

[step.question]
kind = "choice"
ask = "What will become of it?"
options = ["Healthy", "Collapsed"]
evidence = "verdict"

[[step]]
page = "train"
minutes = 12
reveals = 1
+++

## Take out one line

Press **Break it**. See [the paper](https://arxiv.org/abs/2011.10566) and [Train](/train?budget=1+minute).

## And now?

It is 1 < 2 and $x < y$.
"""


def read(text: bytes | str, name: str = "how_it_fails"):
    return read_lesson(text, name, PAGES, EVIDENCE)


def refusal(text: bytes | str, name: str = "how_it_fails") -> str:
    with pytest.raises(UserError) as caught:
        read(text, name)
    return str(caught.value)


def test_a_good_lesson_is_what_its_file_says() -> None:
    lesson = read(GOOD)
    first, second = lesson.steps
    assert (lesson.name, lesson.title, lesson.minutes) == ("how_it_fails", "How it fails", 20.0)
    assert first.settings == {"lab_method": "SimSiam", "lab_seed": "own", "tau": "0.5", "labels": ("1", "x")}
    assert (first.lock, first.hide) == (("lab_method",), ("lab_seed",))
    asked = Question("how_it_fails.1", "choice", "What will become of it?", "verdict", ("Healthy", "Collapsed"))
    assert first.question == asked
    assert (second.title, second.page) == ("And now?", "train")
    assert second.prose == "It is 1 < 2 and $x < y$."


def test_a_question_is_revealed_where_a_later_step_says_so_and_else_in_its_own() -> None:
    lesson = read(GOOD)
    assert [lesson.revealed_at(number) for number in (1, 2)] == [None, lesson.steps[0].question]
    alone = read(GOOD.replace("reveals = 1\n", ""))
    assert [alone.revealed_at(number) for number in (1, 2)] == [alone.steps[0].question, None]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_files_of_other_systems_and_with_a_byte_order_mark_read_the_same(ending: str) -> None:
    assert read(b"\xef\xbb\xbf" + GOOD.replace("\n", ending).encode()) == read(GOOD)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('about = "Take', "about = Take", 3, "not TOML"),
        ("minutes = 20", "minutes = 0", 4, "minutes has to be"),
        ("minutes = 20\n", "", 2, "lacks minutes"),
        ('title = "How it fails"', "title = 7", 2, "title has to be text"),
        ("minutes = 20", 'minutes = 20\ncolour = "red"', 5, "has no 'colour'"),
        ('page = "train"', 'page = "traim"', 20, "there is no page 'traim'; choose from collapse_lab, train"),
        ('page = "collapse_lab"', 'page = "../secrets"', 7, "there is no page"),
        ("minutes = 8", "minutes = true", 8, "minutes has to be"),
        ("minutes = 8", 'minutes = 8\nprice = "9"', 9, "a step has no 'price'"),
        ("tau = 0.5", "tau = [[1]]", 9, "the setting 'tau'"),
        ("tau = 0.5", '"a b" = 1', 9, "the setting 'a b'"),
        ("tau = 0.5", "tau = inf", 9, "the setting 'tau'"),
        ('lock = ["lab_method"]', 'lock = "lab_method"', 10, "lock has to be a list"),
        ('lock = ["lab_method"]', 'lock = ["a{}b"]', 10, "can't be the name of a control"),
        ('hide = ["lab_seed"]', 'hide = ["x", "x"]', 11, "twice"),
        ('options = ["Healthy", "Collapsed"]\n', "", 13, "2 to 8 options"),
        ('["Healthy", "Collapsed"]', '["Healthy"]', 16, "2 to 8 options"),
        ('kind = "choice"', 'kind = "riddle"', 14, "kind is one of"),
        ('kind = "choice"', 'kind = "curve"', 13, "needs whole labels"),
        ('evidence = "verdict"', 'evidence = "os.system"', 17, "choose what answers it from"),
        ('evidence = "verdict"', 'evidence = "verdict"\ncuts = [1, 2]', 18, "one number fewer"),
        ("reveals = 1", "reveals = 2", 22, "earlier step"),
        ("reveals = 1", "reveals = 1\nquestion = {}", 23, "can't ask another one"),
        ("reveals = 1", "reveals = 0", 22, "earlier step"),
        ("What will become of it?", "<b>What</b>", 15, "no HTML"),
        ("## And now?", "And now?", 31, "2 steps, and there are 1 sections"),
        ("## And now?", "## More\n\nof it\n\n## And now?", 33, "2 steps, and there are 3 sections"),
        ("## Take out", "Hello\n\n## Take out", 25, "below its title"),
        ("It is 1 < 2 and $x < y$.", "", 29, "has no prose"),
        ("It is 1", "It is <script>alert(1)</script> 1", 31, "no HTML"),
        ("It is 1", "It is ![a](https://spy.example/x.png)", 31, "no pictures"),
        ("/train?budget", "javascript:alert(1)?budget", 27, "only links"),
        ("https://arxiv", "ftp://arxiv", 27, "the link to 'ftp://arxiv"),
        ("https://arxiv", "//arxiv", 27, "the link to '//arxiv"),
        ("It is 1", "It [is](\njavascript:alert(1))", 32, "only links"),
        ("It is 1", "It [is](&#106;avascript&colon;alert(1))", 31, "the link to"),
        ("It is 1", "[is]: data:text/html;base64,PHNjcmlwdD4=\nIt is 1", 31, "only links"),
        ("It is 1", "It is\x001", 31, "no text"),
        ("+++\ntitle", "title", 1, "begins with a line +++"),
        ('"Collapsed"]', '"Collapsed", "Else"]', 17, "it takes two options."),
        ("What will become of it?", "See [this](http://a.example)", 15, "https://"),
        ('"Collapsed"]', '"![x](https://spy.example/x.png)"]', 16, "no pictures"),
        ('evidence = "v', 'runs = ["a", "![x](https://spy.example/x.png)"]\nevidence = "v', 17, "no pictures"),
        ("https://arxiv", "http://arxiv", 27, "write https:// before"),
        ("It is 1", "It is http://arxiv.org 1", 31, "write https:// before"),
        ("It is 1", "It is (http://arxiv.org) 1", 31, "write https:// before"),
        ("It is 1", "It is train/www.arxiv.org", 31, "write https:// before"),
        ("It is 1", "It is WWW.arxiv.org 1", 31, "write https:// before"),
        ("minutes = 20", "minutes = " + "1" * 5000, 4, "longer than 2,000"),
        ("It is 1", "## a" + "#" * 40_000 + "x", 31, "longer than 2,000"),
        ("## And now?", "## ##", 29, "this title is empty"),
        *(
            ("tau = 0.5", f'{name} = "1"', 9, f"the setting '{name}' belongs to the app")
            for name in ("teach", "class", "lock", "hide", "run", "lesson", "lesson_step", "large", "embed")
        ),
    ],
)
def test_a_broken_lesson_names_its_line(old: str, new: str, line: int, said: str) -> None:
    assert GOOD.count(old) == 1
    told = refusal(GOOD.replace(old, new))
    assert told.startswith(f"how_it_fails.md, line {line}: "), told
    assert said in told


def test_addresses_in_full_are_links_wherever_they_stand() -> None:
    prose = "See https://www.python.org, [this](https://www.python.org/) and oh awww."
    assert read(GOOD.replace("It is 1 < 2 and $x < y$.", prose)).steps[1].prose == prose


def test_a_title_ends_before_its_signs() -> None:
    assert read(GOOD.replace("## And now?", "##  And  now? ## #\t")).steps[1].title == "And  now?"


def test_a_file_that_is_no_lesson_is_one_sentence(tmp_path) -> None:
    assert "larger than 100 kB" in refusal(GOOD + "x" * LARGEST)
    assert "line 25: this is not UTF-8" in refusal(GOOD.encode().replace(b"## Take", b"\xff## Take"))
    assert "line 1: the header that begins here has no end" in refusal(GOOD[: GOOD.rindex("+++")])
    assert "line 1: a lesson begins" in refusal("")
    assert "rename it" in refusal(GOOD, "../../etc/passwd")
    with pytest.raises(UserError, match=r"nothing\.md can't be read"):
        read_lesson_file(tmp_path / "nothing.md", PAGES, EVIDENCE)
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    assert read_lesson_file(tmp_path / "good.md", PAGES, EVIDENCE).title == "How it fails"


HOSTILE = (
    *("+++", "## ", "[[step]]", "[step.question]", '"""', "'''", "{", "]", "= ", "\x00", "\u202e", "nan", "1e999"),
    *("9" * 5000, "[" * 3000, "{a=" * 500, "<img src=x onerror=alert(1)>", "![x](https://spy.example)", "a.b.c = 1"),
    *("[x](javascript:alert(1))", 'step = "x"', "step = [1]", "[step.question.options]", "question = 3", "[page]"),
    *("__import__('os').system('id')", "settings = {a = {b = 1}}", "options = [[1]]", "minutes = 2020-01-01"),
)


def test_whatever_a_file_holds_is_a_lesson_or_a_sentence() -> None:
    dice, refused = random.Random(0), 0
    for _ in range(600):
        lines = GOOD.split("\n")
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(lines))
            match dice.randrange(4):
                case 0:
                    del lines[place]
                case 1:
                    lines.insert(place, dice.choice(HOSTILE))
                case 2:
                    lines[place] = lines[place][: dice.randrange(len(lines[place]) + 1)] + dice.choice(HOSTILE)
                case 3:
                    lines.insert(place, dice.choice(lines))
        text = "\n".join(lines).encode("utf-8")
        try:
            lesson = read(text)
        except UserError as error:
            refused += 1
            assert "how_it_fails.md" in str(error) and "\n" not in str(error)
        else:
            assert all(bad not in step.prose for step in lesson.steps for bad in ("<img", "![", "javascript:"))
    assert 400 < refused < 600
