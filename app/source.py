"""An equation beside the code that computes it, and what each of its symbols is in that code."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import streamlit as st

from app.controls import sentence
from ssl_demo.config import Knob, knobs
from ssl_demo.methods import About, Method

ROOT = Path(__file__).resolve().parent.parent
STYLE = (
    "<style>.st-key-equation pre code{font-size:.78rem}.st-key-equation table{width:100%;font-size:.92rem}"
    ".st-key-equation .katex-display{font-size:1.15em;overflow:auto hidden;padding:.3rem}"
    # Where it is narrow, an equation may go on in the next line, after a sign like = or +.
    "@media(max-width:640px){.st-key-equation .katex-display{font-size:.88em}"
    ".st-key-equation .katex-display>.katex{white-space:normal;line-height:2.6}"
    ".st-key-equation :is(td,th){padding:.35rem .5rem}}</style>"
)


class Source(NamedTuple):
    """A piece of code, and where it stands: a path from the project's folder, and its first and last line."""

    text: str
    file: str
    first: int
    last: int


def source_of(thing: Callable[..., Any] | type) -> Source:
    """The code of a function or a class."""
    thing = inspect.unwrap(thing)
    lines, first = inspect.getsourcelines(thing)
    file = Path(inspect.getsourcefile(thing) or "").resolve()
    name = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else file.name
    return Source("".join(lines).rstrip(), name, first, first + len(lines) - 1)


def whole_source_of(function: Callable[..., Any]) -> Source:
    """The code of a function and of the functions of its own file that it calls, in the file's order."""
    parts = sorted((source_of(part) for part in _with_its_helpers(inspect.unwrap(function))), key=lambda s: s.first)
    return Source("\n\n\n".join(part.text for part in parts), parts[0].file, parts[0].first, parts[-1].last)


def _with_its_helpers(function: Any) -> set[Any]:
    found, waiting = set(), [function]
    while waiting:
        found.add(one := waiting.pop())
        named = (one.__globals__.get(name) for name in _names_in(one.__code__))
        waiting += [f for f in named if inspect.isfunction(f) and f.__module__ == one.__module__ and f not in found]
    return found


def _names_in(code: CodeType) -> set[str]:
    """The names of other things that some code uses, in its comprehensions and lambdas, too."""
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*map(_names_in, inner))


def file_of(method: type[Method]) -> Source:
    """The whole file that a method lives in."""
    module = inspect.getmodule(method)
    assert module is not None
    text = inspect.getsource(module).rstrip()
    return Source(text, source_of(method).file, 1, len(text.splitlines()))


def code_names(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", text)


def knob_names(text: str) -> list[str]:
    """What stands in backticks after the word knob, as other things in the code may have a knob's name."""
    return code_names(text.partition("knob")[2])


def symbol_table(about: About) -> str:
    """Markdown: each symbol of the equation, and what it is in the code."""
    rows = [f"| {_inline(latex)} | {_in_cell(meaning)} |" for latex, meaning in about.symbols.items()]
    return "\n".join(["| Symbol | In the code |", "| :-- | :-- |", *rows])


def knob_table(method: type[Method]) -> str:
    """Markdown: each knob with the symbols that it sets, its present default, its bounds and its help."""
    rows, defaults = [], method.Knobs()
    for name, knob in knobs(method.Knobs).items():
        sets = [latex for latex, meaning in method.about.symbols.items() if name in knob_names(meaning)]
        symbols = " ".join([f"`{name}`", *map(_inline, sets)])
        now = f"**{_number(getattr(defaults, name))}** · {bounds_in_words(knob)}"
        rows.append(f"| {symbols} | {_in_cell(now)} | {_in_cell(sentence(knob.help))} |")
    return "\n".join(["| Knob | Now · range | What it does |", "| :-- | :-- | :-- |", *rows])


def bounds_in_words(knob: Knob) -> str:
    """What a knob may be set to: "0 to 1", "2 or 4"."""
    if knob.choices:
        *others, last = map(_number, knob.choices)
        return f"{', '.join(others)} or {last}" if others else last
    if knob.low is None or knob.high is None:
        return "any number"
    return f"{_number(knob.low)} to {_number(knob.high)}"


def show_equation(method: type[Method]) -> None:
    """The equation, its symbols beside the code that computes it, and the knobs that may be turned."""
    source = whole_source_of(method.about.computed_by)
    with st.container(key="equation"):
        st.html(STYLE)
        st.latex(method.about.equation)
        symbols, code = st.columns([4, 6], gap="medium")
        with symbols:
            st.markdown(symbol_table(method.about))
        with code:
            st.code(source.text, language="python", line_numbers=False, wrap_lines=True)
            st.caption(f"This very code runs: `{source.file}`, lines {source.first} to {source.last}.")
        _show_step(method)
        if knobs(method.Knobs):
            st.markdown(knob_table(method))
            st.caption("All knobs are on the Train page, where each can be turned.")


def _show_step(method: type[Method]) -> None:
    """Where the equation is called from: what a step of training computes."""
    step = source_of(method.loss)
    with st.expander("The step around it: from views to the loss", icon=":material/code:"):
        st.code(textwrap.dedent(step.text), language="python", wrap_lines=True)
        st.caption(f"`{step.file}`, lines {step.first} to {step.last}.")


def _number(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _inline(latex: str) -> str:
    """LaTeX within a line, without the character that would end a table's cell."""
    return "$" + latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ") + "$"


def _in_cell(text: str) -> str:
    return text.replace("|", r"\|")
