"""A matrix as a table of buttons: each cell has a colour, a number, and words for those who can't see it.

It changes in place while cells fill. A click, or the arrow keys and Enter, pick a cell, and Python hears of it.
Everything it needs is in the files beside this one; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from app.matrix.parts import Cell, Head, Place
from app.matrix.scale import ENDS, shade
from app.url import from_url, to_url
from ssl_demo.errors import UserError

HERE = Path(__file__).parent


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


_matrix = st.components.v2.component(
    "ssl_demo_matrix", html=_read("matrix.html"), css=_read("matrix.css"), js=_read("matrix.js")
)


def show_matrix(
    rows: Sequence[Head],
    columns: Sequence[Head],
    cells: Mapping[Place, Cell],
    *,
    key: str,
    corner: Head,
    about: str,
    legend: Mapping[str, float | None],
) -> Place | None:
    """Draw a cell for every row and column, and return the names of the picked one's, if any is.

    key: of the component, and of the URL, which carries "row,column" of the picked cell. corner: the head of the heads.
    about: what the table is, in words. legend: values of the scale by what they mean; None for a line without a
    colour. A link to a cell that isn't there, or that can't be picked, is told and forgotten.
    """
    state = f"{key}_component"
    drawn = st.session_state.get(state)
    if drawn is None:
        link = from_url(key, None, lambda text: _parsed(text, cells))
    else:
        link = _valid(drawn.get("picked"), cells)
    chosen = _matrix(
        key=state,
        data={
            "about": about,
            "corner": vars(corner),
            "rows": [vars(head) for head in rows],
            "columns": [vars(head) for head in columns],
            "cells": [[_dressed(cells[row.name, column.name]) for column in columns] for row in rows],
            "legend": [{"text": text, **_colours(value)} for text, value in legend.items()],
            "picked": list(link) if link else None,
        },
        default={"picked": list(link) if link else None},
        on_picked_change=lambda: None,
    )
    picked = _valid(chosen.picked, cells)
    to_url(key, ",".join(picked) if picked else None)
    return picked


def _dressed(cell: Cell) -> dict[str, Any]:
    return {**vars(cell), **_colours(cell.value)}


def _colours(value: float | None) -> dict[str, Any]:
    return {theme: None if value is None else shade(value, theme)._asdict() for theme in ENDS}


def _valid(place: object, cells: Mapping[Place, Cell]) -> Place | None:
    if not isinstance(place, list | tuple) or len(place) != 2:
        return None
    row, column = map(str, place)
    return (row, column) if (row, column) in cells and cells[row, column].picks else None


def _parsed(text: str, cells: Mapping[Place, Cell]) -> Place:
    place = _valid(text.split(","), cells)
    if place is None:
        raise UserError("That cell isn't there, or nothing is measured in it yet.")
    return place
