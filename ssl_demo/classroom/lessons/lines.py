"""Where in a lesson's file something stands, so that a mistake is told with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from ssl_demo.errors import UserError


@dataclass(frozen=True)
class Lines:
    """The lines of a file, and of its header: lines[first - 1 : last] in the file's own count, which starts at 1."""

    file: str
    lines: tuple[str, ...]
    first: int
    last: int

    @property
    def header(self) -> str:
        return "\n".join(self.lines[self.first - 1 : self.last])

    def refuse(self, line: int, what: str) -> NoReturn:
        """Raise UserError: the file, the line, and what is to be done there."""
        raise UserError(f"{self.file}, line {line}: {what}")

    def of(self, key: str, step: int | None = None) -> int:
        """The line on which a key of the header is set: of step number `step`, from 1, or of the lesson itself.

        The nearest line that can be told where the key isn't written in the usual way: the step's first, or the
        header's.
        """
        start, end = self._part(step)
        pattern = re.compile(rf"\s*(?:\[\[?step\.)?[\"']?{re.escape(key)}[\"']?\s*(?:[.=\]]|$)")
        return next((n for n in range(start, end + 1) if pattern.match(self.lines[n - 1])), start)

    def _part(self, step: int | None) -> tuple[int, int]:
        """The first and the last line of a step's header, or of what stands before the first one."""
        starts = [n for n in range(self.first, self.last + 1) if re.match(r"\s*\[\[\s*step\s*\]\]", self.lines[n - 1])]
        bounds = [self.first, *starts, self.last + 1]
        number = step or 0
        if number + 1 >= len(bounds):
            return self.first, self.last
        return bounds[number], max(bounds[number], bounds[number + 1] - 1)
