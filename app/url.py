"""What the address bar carries, so that a link shows its reader what its sender saw.

Two ways in, by what they carry. A widget's own value: `bound("name")` gives the widget the arguments that keep it and
the URL in step. A value that several widgets make together (a recipe) or that outlives the page: `from_url`, `to_url`.
Both say so on the page when the URL holds something that can't be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st

from app.share.held import locked
from app.words import plain
from ssl_demo.errors import UserError

T = TypeVar("T")


def from_url(name: str, default: T, parse: Callable[[str], T]) -> T:
    """The value of ?name=… as `parse` reads it, or else the default.

    When `parse` raises UserError or ValueError, the page says so once and the value is taken out of the URL.
    """
    raw = st.query_params.get(name)
    if raw is None:
        return default
    try:
        return parse(raw)
    except (UserError, ValueError) as error:
        del st.query_params[name]
        refused(name, raw, str(error) if isinstance(error, UserError) else "")
        return default


def to_url(name: str, value: str | None) -> None:
    """Make the URL carry ?name=value, or, for None, nothing of that name."""
    if value is None:
        if name in st.query_params:
            del st.query_params[name]
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


@contextmanager
def bound(
    name: str, written: Callable[[Any], str] = str, limits: str = "", disabled: bool = False
) -> Iterator[dict[str, Any]]:
    """Arguments that bind a widget to ?name=…; at the first look, a value the widget had to refuse is told.

    Used as `with bound("images") as url: st.slider("Images", 10, 1000, **url)`. The name is the widget's key, and the
    URL holds it only while it differs from the widget's default. A widget that isn't drawn for a while comes back with
    its value. Hand over the widget's `format_func` as `written`: the URL holds options as they are shown. limits: a
    sentence on what the widget takes, told with what it refused. disabled: whether it can't be turned now; nor can one
    that the link or a lesson locks.
    """
    asked = st.query_params.get_all(name) if name not in st.session_state else []
    yield {
        "key": name,
        "bind": "query-params",
        "persist_state": "session",
        "disabled": locked(name) or disabled,
    }
    if asked and not _same(asked, st.session_state.get(name), written):
        refused(name, ", ".join(asked), limits)


def brought_by_link(place: str, names: Iterable[str]) -> bool:
    """Whether a link brought one of these, so that the expander they stand in starts open: a refusal has to be seen.

    The answer of the first drawing is kept, as a value that is turned back to its default leaves the URL.
    """
    return st.session_state.setdefault(f"link_to_{place}", not st.query_params.keys().isdisjoint(names))


def refused(name: str, raw: str, reason: str = "") -> None:
    """Say that the link's value is not used. Both come from outside, so they are shown as plain text."""
    asked, reason = plain(f"{name} = {raw}"[:80]), plain(reason or "That is not possible here.")
    st.warning(f"The link asks for {asked}. {reason} The usual value is shown instead.", icon=":material/link_off:")


def _same(asked: list[str], value: Any, written: Callable[[Any], str]) -> bool:
    """Whether the widget's value is what the URL asked for, as text or as a number."""
    values = list(value) if isinstance(value, list | tuple) else [value]
    return len(asked) == len(values) and all(_equal(a, v, written) for a, v in zip(asked, values, strict=True))


def _equal(text: str, value: Any, written: Callable[[Any], str]) -> bool:
    if text.lower() == written(value).lower():
        return True
    try:
        return not isinstance(value, bool) and abs(float(text) - value) <= 1e-9 * max(1.0, abs(value))
    except (TypeError, ValueError):
        return False
