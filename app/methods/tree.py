"""The family tree: from one question to the families that answer it, to their methods. A click on a leaf chooses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from app import palette
from ssl_demo.methods import FAMILIES, METHODS, Method

QUESTION = "Which task teaches features, with no labels?"
KEY = "method_tree"
HERE = Path(__file__).parent


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


_tree = st.components.v2.component(
    "ssl_demo_method_tree", html=_read("tree.html"), css=_read("tree.css"), js=_read("tree.js")
)


def family_tree(chosen: type[Method], *, choose_key: str) -> None:
    """Draw the tree with one leaf marked; a click puts that method's title into the session state under the key."""

    def choose() -> None:
        name = (st.session_state.get(KEY) or {}).get("chosen")
        if name in METHODS:
            st.session_state[choose_key] = METHODS[name].title

    data = {"question": QUESTION, "branches": branches(METHODS), "chosen": chosen.name}
    _tree(key=KEY, data=data, on_chosen_change=choose)


def branches(methods: Mapping[str, type[Method]]) -> list[dict[str, Any]]:
    """The families that have a method, in their order, each with its methods in the order of their years."""
    return [
        {"family": family, "about": about, "colour": palette.FAMILIES[family].colour, "leaves": leaves}
        for family, about in FAMILIES.items()
        if (leaves := [_leaf(method) for method in _by_year(family, methods)])
    ]


def year_of(method: type[Method]) -> str:
    """The year of its paper, the first that its card names; empty when it names none."""
    years = re.findall(r"\b(?:19|20)\d\d\b", method.about.paper)
    return years[0] if years else ""


def _by_year(family: str, methods: Mapping[str, type[Method]]) -> list[type[Method]]:
    return sorted((m for m in methods.values() if m.family == family), key=lambda m: (year_of(m), m.title))


def _leaf(method: type[Method]) -> dict[str, str]:
    return {"name": method.name, "title": method.title, "year": year_of(method)}
