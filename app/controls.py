"""Dataclass fields → widgets → dataclass: bounds, help and choices are read from the fields' knobs."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import streamlit as st

from app.share.held import locked
from app.url import bound
from ssl_demo.config import Knob, knobs

T = TypeVar("T")


def knob_widget(
    name: str,
    knob: Knob,
    default: Any,
    *,
    key: str,
    url: bool = True,
    title: str | None = None,
    help: str | None = None,
    disabled: bool = False,
) -> Any:
    """One knob's widget; returns its value, of the default's type.

    Choices become a selectbox, logarithmic bounds a slider over round numbers, shares and small whole numbers a
    slider, large whole numbers a field. With `url` the key is the name in the URL; without, the value under the key in
    the session state goes before the default.
    """
    label = title or readable(name)
    common: dict[str, Any] = {"help": help or sentence(knob.help)}
    if not url:
        st.session_state.setdefault(key, default)
        # The default as well: a browser that misses the drawing in which a value was set falls back on it.
        return _draw(label, knob, default, {**common, "key": key, "disabled": locked(key) or disabled})
    with bound(key, "{:g}".format if knob.log else str, sentence(knob.limits), disabled) as binding:
        return _draw(label, knob, default, {**common, **binding})


def _draw(label: str, knob: Knob, default: Any, common: dict[str, Any]) -> Any:
    if knob.choices:
        index = knob.choices.index(default) if default in knob.choices else 0
        return st.selectbox(label, knob.choices, index, **common)
    if knob.low is None or knob.high is None:
        return st.number_input(label, value=default, **common)
    if knob.log:
        options = steps(knob.low, knob.high, (default,))
        return st.select_slider(label, options, format_func="{:g}".format, value=default, **common)
    if isinstance(default, int):
        low, high = int(knob.low), int(knob.high)
        if high - low > 2000:
            return st.number_input(label, low, high, value=default, **common)
        return st.slider(label, low, high, value=default, **common)
    low, high = float(knob.low), float(knob.high)
    if 0 < default < 0.01:
        # A slider's round steps would lose so small a value.
        return st.number_input(label, low, high, step=default, format="%g", value=default, **common)
    step = 0.01 if high - low <= 1 else 0.05 if high - low <= 5 else 10.0 ** (math.floor(math.log10(high - low)) - 2)
    return st.slider(label, low, high, step=step, value=default, **common)


def dataclass_controls(
    instance: T,
    *,
    prefix: str = "",
    names: Iterable[str] | None = None,
    titles: Mapping[str, str] | None = None,
    url: bool = True,
) -> T:
    """Widgets for an instance's knobs (or the named ones, in this order) and the instance as they now stand.

    The instance gives the defaults. A widget's key, and its name in the URL, is the prefix and the field's name.
    Raises UserError where the dataclass refuses the values together.
    """
    known = knobs(instance)
    chosen = {
        name: knob_widget(
            name, known[name], getattr(instance, name), key=prefix + name, url=url, title=(titles or {}).get(name)
        )
        for name in (names if names is not None else known)
    }
    return dataclasses.replace(instance, **chosen)  # type: ignore[type-var]


def steps(low: float, high: float, extra: Iterable[float] = ()) -> list[float]:
    """Round numbers, six in each power of ten, from low to high, with both ends and the extra ones among them."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    round_ones = (float(f"{digit}e{decade}") for decade in decades for digit in (1, 1.5, 2, 3, 5, 7))
    return sorted({float(low), float(high), *map(float, extra), *(n for n in round_ones if low < n < high)})


def readable(name: str) -> str:
    """A field's name as a label: "crop_min" → "Crop min"."""
    return name.replace("_", " ").capitalize()


def sentence(text: str) -> str:
    """With a capital at its start and a full stop at its end, unless there is nothing to say."""
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "?", "!")) else text + "."
