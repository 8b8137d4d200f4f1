"""The shelf of lessons: what can't work is refused when it is read, and a file is read once."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.lesson import shelf
from app.lesson.evidence import EVIDENCE
from app.lesson.evidence.needs import NEEDS
from app.lesson.shelf import bring, lesson_of
from app.share.popover import PRIVATE
from app.train.form import FRAME
from ssl_demo.classroom.lessons.part import RESERVED
from ssl_demo.errors import UserError
from ssl_demo.places import ROOT

LESSON = """\
+++
title = "Mine"
about = "For tests."
minutes = 6
[[step]]
page = "home"
minutes = 6
[step.question]
kind = "{kind}"
ask = "?"
evidence = "{evidence}"
{more}
+++
## First
Look.
"""


def lesson(evidence: str, kind: str, more: str) -> bytes:
    return LESSON.format(evidence=evidence, kind=kind, more=more).encode()


TWO, VERDICTS = 'options = ["a", "b"]', 'options = ["Healthy", "Diverged"]'
A, B = '"SimCLR: Remove the negatives"', '"BYOL: Remove the predictor"'
FOUR = 'options = ["a", "b", "c", "d"]'


@pytest.mark.parametrize(
    ("evidence", "kind", "more"),
    [
        ("knn", "choice", f"{TWO}\ncuts = [0.5]"),
        ("label_curve", "curve", "labels = [1]"),
        ("overtaken", "choice", f"{TWO}\ncuts = [5]\nlabels = [1, 10]"),
        ("verdict", "choice", f"{VERDICTS}\nruns = [{A}]"),
        ("verdict", "run", f"{FOUR}\nruns = [{A}, {B}]"),
        ("without_one", "choice", f'{TWO}\nruns = ["Gentle", "jitter:0,greyscale:0"]'),
    ],
)
def test_what_fits_is_kept(homes: Path, evidence: str, kind: str, more: str) -> None:
    assert bring("mine.md", lesson(evidence, kind, more)) == lesson_of("mine")


@pytest.mark.parametrize(
    ("evidence", "kind", "more", "said"),
    [
        ("knn", "choice", TWO, "with cuts"),
        ("knn", "curve", "labels = [1]", "with cuts"),
        ("label_curve", "choice", f"{TWO}\nlabels = [1]", "the kind curve"),
        ("overtaken", "choice", f"{TWO}\nlabels = [1, 10]", "with cuts, and two or more labels"),
        ("overtaken", "choice", f"{TWO}\ncuts = [5]\nlabels = [1]", "two or more labels"),
        ("overtaken", "run", f'{FOUR}\ncuts = [1, 2, 3]\nlabels = [1, 2]\nruns = ["A", "B"]', "a choice"),
        ("verdict", "choice", VERDICTS, "one run"),
        ("verdict", "choice", f"{TWO}\nruns = [{A}]", "Healthy, Dimensional collapse"),
        ("verdict", "choice", f"{VERDICTS}\nruns = [{A}, {B}]", "one run"),
        ("verdict", "choice", f'{VERDICTS}\nruns = [{A}, {B}, "C"]', "one run"),
        ("verdict", "choice", f'{VERDICTS}\nruns = ["SimCLR: Remove the moon"]', "no run 'SimCLR: Remove the moon'"),
        ("verdict", "run", f'{FOUR}\nruns = [{A}, "<"]', "no run '<'"),
        ("verdict", "curve", "labels = [1]", "the kind run"),
        ("without_one", "choice", f'{TWO}\nruns = ["Gentle"]', "as many runs as options"),
        ("without_one", "choice", f'{TWO}\nruns = ["Gentle", "Nonsense"]', "no setting 'Nonsense'"),
        ("without_one", "choice", f'{TWO}\nruns = ["Gentle", "jitter:9999"]', "jitter"),
        ("without_one", "choice", f'{TWO}\nruns = ["Gentle", "jitter:nan"]', "jitter"),
    ],
)
def test_evidence_that_can_not_answer_is_refused_at_its_line(
    homes: Path, evidence: str, kind: str, more: str, said: str
) -> None:
    with pytest.raises(UserError) as caught:
        bring("mine.md", lesson(evidence, kind, more))
    assert str(caught.value).startswith("mine.md, line 11: ") and said in str(caught.value)
    assert not (homes / "data" / "lessons").exists()


def test_a_lesson_sets_nothing_that_the_frame_keeps_in_links() -> None:
    assert {*FRAME, *PRIVATE} <= RESERVED


def test_the_example_in_the_manual_is_a_lesson(homes: Path) -> None:
    manual = (ROOT / "docs" / "workshop.md").read_text(encoding="utf-8")
    assert len(bring("example.md", manual.split("```markdown\n")[1].split("```")[0].encode()).steps) == 2


def test_all_evidence_says_what_it_needs() -> None:
    assert NEEDS.keys() == EVIDENCE.keys()


def test_a_file_is_read_once_until_it_changes(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring("mine.md", lesson("label_curve", "curve", "labels = [1]"))
    path, looks = homes / "data" / "lessons" / "mine.md", []
    read = shelf.read_lesson_file
    monkeypatch.setattr(shelf, "read_lesson_file", lambda *given: looks.append(given) or read(*given))
    assert lesson_of("mine") is lesson_of("mine")
    path.write_bytes(lesson("label_curve", "curve", "labels = [7]"))
    os.utime(path, ns=(1, 1))
    assert lesson_of("mine").steps[0].question.labels == (7,)
    assert len(looks) == 2
    path.unlink()
    with pytest.raises(UserError, match="no lesson"):
        lesson_of("mine")


def test_a_full_disk_is_one_sentence_and_leaves_nothing(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UserError, match="is full; free some space"):
        bring("mine.md", lesson("label_curve", "curve", "labels = [1]"))
    assert not list((homes / "data" / "lessons").iterdir())
