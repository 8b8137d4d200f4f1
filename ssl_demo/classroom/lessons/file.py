"""From a lesson's file to a Lesson."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from ssl_demo.classroom.lessons.header import Evidence, Header
from ssl_demo.classroom.lessons.lesson import Lesson
from ssl_demo.classroom.lessons.lines import Lines
from ssl_demo.classroom.lessons.prose import read_sections
from ssl_demo.errors import UserError

LARGEST = 100_000
"""Bytes. The longest of the ready lessons has a tenth of it."""
LONGEST_LINE = 2_000
"""Characters. What a pattern, or a number's digits, take to be read may grow with the square of a line's length."""
FENCE = "+++"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)


def read_lesson(text: bytes | str, name: str, pages: Collection[str], evidence: Evidence) -> Lesson:
    """The lesson that a file `<name>.md` holds.

    pages: the stems of the files in pages/. evidence: what can answer a question. Raises UserError with the file, the
    line and what to do there for anything that is not as `ssl_demo.classroom.lessons.lesson` describes.
    """
    if not NAME.fullmatch(name):
        raise UserError("A lesson's file is named by small letters, digits, - and _, such as my_lesson.md; rename it.")
    lines = _lines(f"{name}.md", text.encode("utf-8", "replace") if isinstance(text, str) else text)
    header = Header(lines, name, pages, evidence)
    sections = read_sections(lines, lines.last + 2)
    if len(sections) != header.count:
        line = sections[header.count][0] if len(sections) > header.count else len(lines.lines)
        told = f"the header has {header.count} steps, and there are {len(sections)} sections “## Title”"
        lines.refuse(line, f"{told}; each step needs one.")
    return header.lesson(sections)


def read_lesson_file(path: Path, pages: Collection[str], evidence: Evidence) -> Lesson:
    """The same from a file on this machine. Raises UserError where it can't be read, too."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        raise UserError(f"{path.name} can't be read; look whether it is there.") from None
    return read_lesson(content, path.stem, pages, evidence)


def _lines(file: str, raw: bytes) -> Lines:
    """The file's lines, and which of them are the header."""
    if len(raw) > LARGEST:
        raise UserError(f"{file} is larger than {LARGEST // 1000} kB; a lesson is words alone, so shorten it.")
    try:
        whole = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = raw.count(b"\n", 0, error.start) + 1
        raise UserError(f"{file}, line {bad}: this is not UTF-8; save the file with that encoding.") from None
    lines = Lines(file, tuple(whole.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")), 1, 0)
    for number, line in enumerate(lines.lines, 1):
        if len(line) > LONGEST_LINE:
            lines.refuse(number, f"this line is longer than {LONGEST_LINE:,} characters; break it in two.")
        if any(ord(sign) < 32 and sign != "\t" for sign in line):
            lines.refuse(number, "this line holds a sign that is no text; take it out.")
    fences = [number for number, line in enumerate(lines.lines, 1) if line.strip() == FENCE][:2]
    if not fences or any(line.strip() for line in lines.lines[: fences[0] - 1]):
        lines.refuse(1, f"a lesson begins with a line {FENCE}, its header, and a second line {FENCE}.")
    if len(fences) < 2:
        lines.refuse(fences[0], f"the header that begins here has no end; add a line {FENCE} below it.")
    return Lines(file, lines.lines, fences[0] + 1, fences[1] - 1)
