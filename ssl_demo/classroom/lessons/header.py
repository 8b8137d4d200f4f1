"""The header of a lesson, from TOML to steps and questions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ssl_demo.classroom.lessons.lesson import KINDS, Lesson, Question, Step
from ssl_demo.classroom.lessons.lines import Lines
from ssl_demo.classroom.lessons.part import Part
from ssl_demo.classroom.lessons.prose import check

MOST_STEPS, MOST_OPTIONS = 20, 8
Evidence = Mapping[str, Callable[[Question], str]]
"""What can answer a question, by name: says what the question lacks for it, in a sentence, or nothing."""


class Header:
    """A lesson's header. All methods raise UserError, with the line, for what isn't as it should be.

    name: of the lesson. pages, evidence: what a step and a question may name.
    """

    def __init__(self, lines: Lines, name: str, pages: Collection[str], evidence: Evidence) -> None:
        self._lines, self._name, self._pages, self._evidence = lines, name, pages, evidence
        self._whole = Part(lines, _parsed(lines), "lesson")
        self._whole.only("title", "about", "minutes", "step")
        self._steps = self._whole.raw.get("step", [])
        if not isinstance(self._steps, list) or not 0 < len(self._steps) <= MOST_STEPS:
            self._whole.refuse("step", f"a lesson has 1 to {MOST_STEPS} steps, each of which begins with [[step]].")
        self.count = len(self._steps)

    def lesson(self, sections: Collection[tuple[int, str, str]]) -> Lesson:
        """The lesson, with the title and the prose of each step's section."""
        title, about, minutes = self._whole.text("title"), self._whole.text("about"), self._whole.minutes()
        for key, words in (("title", title), ("about", about)):
            check(self._lines, self._lines.of(key), words)
        steps = (self._step(number, section[1], section[2]) for number, section in enumerate(sections, 1))
        return Lesson(self._name, title, about, minutes, tuple(steps))

    def _step(self, number: int, title: str, prose: str) -> Step:
        part = Part(self._lines, self._steps[number - 1], "step", number)
        part.only("page", "minutes", "settings", "lock", "hide", "reveals", "question")
        page, reveals = part.text("page"), part.whole("reveals")
        if page not in self._pages:
            part.refuse("page", f"there is no page {page[:40]!r}; choose from {', '.join(sorted(self._pages))}.")
        if reveals is not None and not (0 < reveals < number and "question" in self._steps[reveals - 1]):
            part.refuse("reveals", "it has to be the number of an earlier step that asks a question.")
        if reveals is not None and "question" in part.raw:
            part.refuse("question", "a step that reveals a question can't ask another one; give it a step of its own.")
        question = self._question(number, part.raw["question"]) if "question" in part.raw else None
        held = part.names("lock"), part.names("hide")
        return Step(title, page, part.minutes(), prose, part.settings(), *held, question, reveals)

    def _question(self, number: int, raw: Any) -> Question:
        part = Part(self._lines, raw, "question", number)
        part.only("kind", "ask", "evidence", "options", "cuts", "labels", "runs")
        kind, ask, evidence = part.text("kind"), part.text("ask"), part.text("evidence")
        if kind not in KINDS:
            part.refuse("kind", f"a question's kind is one of {', '.join(KINDS)}.")
        if evidence not in self._evidence:
            part.refuse("evidence", f"choose what answers it from {', '.join(sorted(self._evidence))}.")
        options, cuts, labels = part.texts("options"), part.numbers("cuts"), part.numbers("labels")
        if kind != "curve" and not 2 <= len(options) <= MOST_OPTIONS:
            part.refuse("options" if options else "question", f"a question needs 2 to {MOST_OPTIONS} options.")
        if cuts and len(cuts) != len(options) - 1:
            part.refuse("cuts", "it takes one number fewer than there are options.")
        if (kind == "curve" and not labels) or any(count < 1 or count % 1 for count in labels):
            part.refuse("labels" if labels else "question", "a curve needs whole labels, as in labels = [1, 10, 100].")
        runs = part.texts("runs")
        if kind == "run" and (len(runs), len(options)) != (2, 4):
            part.refuse("kind", "it takes two runs, and four options: only the first, only the second, both, neither.")
        for key, words in (("ask", (ask,)), ("options", options), ("runs", runs)):
            for each in words:
                check(self._lines, self._lines.of(key, number), each)
        counts = tuple(map(int, labels))
        question = Question(f"{self._name}.{number}", kind, ask, evidence, options, cuts, counts, runs)
        if lacks := self._evidence[evidence](question):
            part.refuse("evidence", lacks)
        return question


def _parsed(lines: Lines) -> dict[str, Any]:
    try:
        return tomllib.loads(lines.header)
    except (ValueError, RecursionError) as error:
        place = re.search(r"\s*\(at line (\d+), column \d+\)", str(error))
        line = lines.first + int(place[1]) - 1 if place else lines.last
        what = str(error)[: place.start() if place else 80]
        lines.refuse(line, f"this is not TOML ({what}); mend the line.")
