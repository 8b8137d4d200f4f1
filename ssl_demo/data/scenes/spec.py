"""Scenes of other strengths by name: "scenes:texture=0.4" or "scenes:texture=0.4,pattern=0.5"."""

from __future__ import annotations

import dataclasses

from ssl_demo.data.scenes.strengths import DEFAULT, Strengths
from ssl_demo.errors import UserError

PREFIX = "scenes:"
EXAMPLE = "scenes:texture=0.4"


def strengths_of(name: str) -> Strengths:
    """The strengths that a name asks for; those that it doesn't mention are the usual ones.

    Raises UserError for an unknown strength, one named twice, and what is no number or out of bounds.
    """
    if name == PREFIX[:-1]:
        return DEFAULT
    asked: dict[str, float] = {}
    for part in name.removeprefix(PREFIX).split(","):
        strength, _, value = (text.strip() for text in part.partition("="))
        if strength not in NAMES:
            known = ", ".join(NAMES)
            raise UserError(f"Scenes have no strength '{strength[:40]}'; name one of {known}, as in '{EXAMPLE}'.")
        if strength in asked:
            raise UserError(f"The strength {strength} is named twice; name it once, as in '{EXAMPLE}'.")
        try:
            asked[strength] = float(value)
        except ValueError:
            raise UserError(f"{strength} is {value[:40]!r}; it has to be a number, as in '{EXAMPLE}'.") from None
    return Strengths(**asked)


NAMES = tuple(field.name for field in dataclasses.fields(Strengths))


def name_of(strengths: Strengths) -> str:
    """The one name under which all runs ask for these strengths: "scenes" for the usual ones."""
    return f"{PREFIX}{','.join(f'{name}={value:g}' for name, value in _unusual(strengths))}".removesuffix(":")


def title_of(strengths: Strengths) -> str:
    """What people call them: "Scenes, texture 0.4"."""
    return ", ".join(("Scenes", *(f"{name} {value:g}" for name, value in _unusual(strengths))))


def _unusual(strengths: Strengths) -> list[tuple[str, float]]:
    """The strengths that differ from the usual ones, in the order in which they are defined."""
    each = [(name, getattr(strengths, name)) for name in NAMES]
    return [(name, value) for name, value in each if value != getattr(DEFAULT, name)]
