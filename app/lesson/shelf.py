"""The lessons that are here: those that come with the app, and those that a teacher brought."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from app.lesson.evidence.needs import NEEDS
from ssl_demo.classroom.lessons.file import NAME, read_lesson, read_lesson_file
from ssl_demo.classroom.lessons.lesson import Lesson
from ssl_demo.errors import UserError
from ssl_demo.places import ROOT, data_home
from ssl_demo.runs import files

READY = (
    "what_should_not_matter",
    "a_model_that_learns_with_no_labels",
    "how_many_labels_is_it_worth",
    "how_it_fails",
)
"""In the order in which a course would take them."""
MOST = 100


def pages() -> list[str]:
    """What a step may open: the stems of the files in pages/."""
    return sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def lesson_of(name: str) -> Lesson:
    """The lesson of this name. Raises UserError if there is none, or if its file is broken."""
    for home in _homes() if NAME.fullmatch(name) else ():
        path = home / f"{name}.md"
        with suppress(OSError):  # it isn't there
            file = path.stat()
            return _read(path, file.st_mtime_ns, file.st_size)
    raise UserError(f"There is no lesson “{name[:60]}” here; choose one from the list on the page Workshop.")


@lru_cache(maxsize=2 * MOST)
def _read(path: Path, _changed: int, _size: int) -> Lesson:
    """A file is read once, until it changes: pages ask for their lesson at every rerun."""
    return read_lesson_file(path, pages(), NEEDS)


def names() -> list[str]:
    """The ready ones first, then what was brought, by name."""
    found = {path.stem for home in _homes() for path in home.glob("*.md") if NAME.fullmatch(path.stem)}
    own = sorted(found.difference(READY))
    return [*(name for name in READY if name in found), *own][:MOST]


def bring(name: str, content: bytes) -> Lesson:
    """Keep a file called `name` as a lesson, instead of an older one of that name that was brought. Raises UserError
    for a broken one, of which nothing is kept, and for the name of a ready one."""
    stem = name.removesuffix(".md")
    lesson = read_lesson(content, stem, pages(), NEEDS)
    if (ROOT / "lessons" / f"{stem}.md").exists():
        raise UserError(f"{stem}.md is the name of a lesson that comes with the app; give yours another one.")
    home = data_home() / "lessons"
    if stem not in names() and len(names()) >= MOST:
        raise UserError(f"There are {MOST} lessons here; delete some of those in {home} first.")
    files.replace(home / f"{stem}.md", content)
    return lesson


def _homes() -> tuple[Path, Path]:
    return ROOT / "lessons", data_home() / "lessons"
