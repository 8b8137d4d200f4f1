"""One table of a lesson's header: its keys and values, checked, and refused with their lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from ssl_demo.classroom.lessons.lines import Lines

LONGEST = 400
"""Characters of a text."""
MOST_MINUTES = 600
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
"""Of a control or of a URL parameter."""

RESERVED = frozenset(
    {"class", "embed", "embed_options", "hide", "large", "lesson", "lesson_step", "lock", "run", "teach"}
)
"""URL parameters of the app itself and of Streamlit, not of a page's control."""


class Part:
    """A table `raw` of the header, of step `number` or of the lesson itself; `what` it is called.

    All methods raise UserError, with the line, for what isn't as it should be.
    """

    def __init__(self, lines: Lines, raw: Any, what: str, number: int | None = None) -> None:
        self._lines, self._what, self._number = lines, what, number
        if not isinstance(raw, dict):
            self.refuse(what, f"a {what} has to be a table; begin it with a line in brackets.")
        self.raw: Mapping[str, Any] = raw

    def only(self, *known: str) -> None:
        """There are no other keys than these."""
        if unknown := [key for key in self.raw if key not in known]:
            self.refuse(unknown[0], f"a {self._what} has no {unknown[0][:40]!r}; it has {', '.join(known)}.")

    def text(self, key: str) -> str:
        value = self._needed(key)
        if not _is_text(value):
            self.refuse(key, f"{key} has to be text in quotes, of 1 to {LONGEST} characters.")
        return value

    def minutes(self) -> float:
        value = self._needed("minutes")
        if not _is_number(value) or not 0 < value <= MOST_MINUTES:
            self.refuse("minutes", f"minutes has to be a number up to {MOST_MINUTES}.")
        return float(value)

    def whole(self, key: str) -> int | None:
        value = self.raw.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            self.refuse(key, f"{key} has to be a whole number.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key)
        if not all(map(_is_text, values)):
            self.refuse(key, f"{key} has to be a list of texts in quotes, of 1 to {LONGEST} characters each.")
        if len(set(values)) < len(values):
            self.refuse(key, f"{key} names something twice; take one out.")
        return tuple(values)

    def names(self, key: str) -> tuple[str, ...]:
        values = self.texts(key)
        if wrong := [name for name in values if not NAME.fullmatch(name)]:
            self.refuse(key, f"{wrong[0][:40]!r} can't be the name of a control.")
        return values

    def numbers(self, key: str) -> tuple[float, ...]:
        """Rising ones."""
        values = self._list(key)
        if not all(map(_is_number, values)) or list(values) != sorted(set(values)):
            self.refuse(key, f"{key} has to be a list of rising numbers.")
        return tuple(map(float, values))

    def settings(self) -> dict[str, str | tuple[str, ...]]:
        """The settings, as a URL writes them; a list is a parameter that is there several times."""
        raw = self.raw.get("settings", {})
        if not isinstance(raw, dict):
            self.refuse("settings", 'settings have to be a table, as in settings = {budget = "20 seconds"}.')
        for key, value in raw.items():
            if key in RESERVED:
                self.refuse("settings", f"the setting {key!r} belongs to the app's own links; take it out.")
            values = value if isinstance(value, list) else [value]
            if not NAME.fullmatch(key) or not values or not all(_is_text(v) or _is_number(v) for v in values):
                self.refuse(
                    "settings", f"the setting {key[:40]!r} has to be a URL's name, and text, a number or a list."
                )
        return {
            key: tuple(map(_written, value)) if isinstance(value, list) else _written(value)
            for key, value in raw.items()
        }

    def refuse(self, key: str, what: str) -> NoReturn:
        """Raise UserError with the line of this key."""
        self._lines.refuse(self._lines.of(key, self._number), what)

    def _needed(self, key: str) -> Any:
        if key not in self.raw:
            self.refuse(self._what, f"this {self._what} lacks {key}; add it.")
        return self.raw[key]

    def _list(self, key: str) -> list[Any]:
        value = self.raw.get(key, [])
        if not isinstance(value, list) or any(isinstance(each, dict | list) for each in value):
            self.refuse(key, f"{key} has to be a list in brackets […].")
        return value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST and value.isprintable()


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
