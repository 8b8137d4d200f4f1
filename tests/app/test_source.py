import dataclasses
import math
from typing import Any

import pytest

from app.source import bounds_in_words, code_names, file_of, knob_table, source_of, symbol_table, whole_source_of
from ssl_demo.config import knob, knobs
from ssl_demo.methods import METHODS, About, Flow, Method
from ssl_demo.methods.simclr import nt_xent
from tests.pages.made_up_runs import ROOT


def a_rule(x: float, share: float) -> float:
    """Only for its source."""
    return x * share  # fmt: skip


def twice(x: float) -> float:
    return 2 * x


def listed(x: float) -> list[float]:
    return [twice(value) for value in (x, abs(x))]


def a_sum(x: float) -> float:
    return sum(listed(x)) + math.sqrt(x)


@dataclasses.dataclass(frozen=True)
class Knobs:
    share: float = knob(0.5, low=0.0, high=1.0, help="how much")
    remembered: int = knob(4096, low=16, high=65_536, help="how many")
    width: int = knob(64, choices=(32, 64), help="how wide | thick")


def about(**symbols: str) -> About:
    flow = Flow(("a",), ("b",), "?")
    return About("Nobody, 2020", "https://example.org", "y = |x|", a_rule, symbols, flow, (), "Never.")


def made_up(about_it: About) -> Any:
    return type("MadeUp", (), {"Knobs": Knobs, "about": about_it})


def rows(table: str) -> list[list[str]]:
    """The cells of a Markdown table without its head; a sign after a backslash ends no cell."""
    lines = [line.replace(r"\|", "\0") for line in table.splitlines()[2:]]
    return [[cell.strip().replace("\0", r"\|") for cell in line.strip("|").split("|")] for line in lines]


def test_the_source_is_the_very_lines_of_the_file() -> None:
    source = source_of(nt_xent)
    lines = (ROOT / source.file).read_text(encoding="utf-8").splitlines()
    assert source.file == "ssl_demo/methods/simclr.py"
    assert "\n".join(lines[source.first - 1 : source.last]) == source.text
    assert source.text.startswith("def nt_xent(")
    assert source_of(a_rule).text.endswith("return x * share  # fmt: skip")


def test_what_a_function_calls_in_its_own_file_belongs_to_its_source() -> None:
    parts = [source_of(function) for function in (twice, listed, a_sum)]
    source = whole_source_of(a_sum)
    assert source.text == "\n\n\n".join(part.text for part in parts)
    assert (source.first, source.last) == (parts[0].first, parts[-1].last)
    assert whole_source_of(twice) == source_of(twice)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_file_of_a_method_is_the_whole_file(name: str) -> None:
    file = file_of(METHODS[name])
    assert (ROOT / file.file).read_text(encoding="utf-8").rstrip() == file.text
    assert file.last == len(file.text.splitlines())


def test_what_stands_in_backticks_are_names_of_the_code() -> None:
    assert code_names("the mean of `flat`, times the knob `share`") == ["flat", "share"]
    assert code_names("nothing of the code") == []


def test_each_symbol_has_a_row_that_bars_in_it_do_not_break() -> None:
    table = symbol_table(about(**{r"\|x\|": "the length of `x`", "|S|": "`a | b`", "s": "the knob `share`"}))
    assert rows(table) == [
        [r"$\Vert x\Vert $", "the length of `x`"],
        [r"$\vert S\vert $", r"`a \| b`"],
        ["$s$", "the knob `share`"],
    ]


def test_each_knob_has_a_row_with_its_symbol_its_default_and_its_bounds() -> None:
    symbols = {"s": "the knob `share`", "t": "`x` or, as knobs, `share` and `width`", "x": "`width`, by chance"}
    method: type[Method] = made_up(about(**symbols))
    assert rows(knob_table(method)) == [
        ["`share` $s$ $t$", "**0.5** · 0 to 1", "How much."],
        ["`remembered`", "**4,096** · 16 to 65,536", "How many."],
        ["`width` $t$", "**64** · 32 or 64", r"How wide \| thick."],
    ]


def test_the_bounds_are_those_of_the_knob() -> None:
    @dataclasses.dataclass(frozen=True)
    class More:
        views: int = knob(2, choices=(2, 4, 8), help="views")
        alone: str = knob("on", choices=("on",), help="alone")
        free: float = knob(1.0, help="free")
        tiny: float = knob(1e-4, low=1e-5, high=0.1, help="tiny")

    said = {name: bounds_in_words(one) for name, one in knobs(More).items()}
    assert said == {"views": "2, 4 or 8", "alone": "on", "free": "any number", "tiny": "1e-05 to 0.1"}
