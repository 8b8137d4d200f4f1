"""Nicknames stand on a wall: what can't be shown as typed is refused, in words."""

from __future__ import annotations

import pytest

from ssl_demo.classroom.nickname import LONGEST, same_nickname, tidy_nickname
from ssl_demo.errors import UserError

SCRIPTS = ("李雷", "שרה", "שָׂרָה", "محمد", "مُحَمَّد", "हिन्दी", "ကြိုင်", "ที่รัก", "Анна", "Νίκος", "はな子", "Ω-김")


@pytest.mark.parametrize("name", ["Ann", "Jörg 2", *SCRIPTS, "O. Brien", "x" * LONGEST, "Zoë 🙂", "Ann 李"])
def test_names_of_all_scripts_are_taken(name: str) -> None:
    assert tidy_nickname(f"  {name}\t") == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("<img onerror=alert(1)>", "leave them out"),
        ("x" * 10_000, "at most 24"),
        ("x" * 25, "at most 24"),
        ("Ann\u202e", "invisible"),
        ("\u200fAnn", "invisible"),
        ("A\u200bnn", "invisible"),
        ("Ann\x00", "invisible"),
        ("", "Type a nickname"),
        (" \n\t ", "Type a nickname"),
        ("...", "a letter or a digit"),
        ("`rm`", "leave them out"),
        *((f"Ann{sign}", "invisible") for sign in "\u034f\u115f\u1160\u17b4\u180b\u180f\u2800\u3164\ufe00\ufe0e\uffa0"),
        ("Ann\U000e0100", "invisible"),
        ("\u3164", "invisible"),
        ("a" + "\u0301\u0316" * 11, "marks"),
        ("b\u0316\u0317\u0318", "marks"),
        ("\u0410nn", "letters of one script"),
        ("\u039fli", "letters of one script"),
    ],
)
def test_what_could_deceive_or_harm_is_refused(name: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        tidy_nickname(name)


def test_one_spelling_of_letters_that_look_the_same() -> None:
    assert tidy_nickname("Ａｎｎ") == "Ann"
    assert tidy_nickname("Zoe\u0308") == "Zoë"
    assert tidy_nickname("Ann\ufe0f") == "Ann"
    assert same_nickname("ANN", "ann") and same_nickname("Straße", "STRASSE") and not same_nickname("Ann", "Anna")
