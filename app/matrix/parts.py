"""What a matrix is made of. Knows no Streamlit."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[str, str]
"""The names of a row and of a column."""


@dataclass(frozen=True)
class Head:
    """The head of a row or a column: the name it is called by in links, its title, and a smaller line below."""

    name: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """What a cell shows. said: the cell in words, with its row and column.

    value: its place on the scale of colours, 0 in the middle; None for no colour. framed: it stands out by a frame.
    best: the best of its column. picks: whether it can be picked. at_work: something is being done about it.
    """

    said: str
    text: str = "·"
    below: str = ""
    value: float | None = None
    framed: bool = False
    best: bool = False
    picks: bool = False
    at_work: bool = False
