"""What every method's card must keep, as pages are made of it."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from itertools import pairwise

import pytest

from ssl_demo.config import RunConfig, knobs
from ssl_demo.methods import FAMILIES, METHODS, About, Method, usual_config
from ssl_demo.methods.about import NEEDS, STOP
from ssl_demo.methods.build import make_knobs

every_method = pytest.mark.parametrize("name", sorted(METHODS))


def code_of(method: type[Method]) -> str:
    """The file without its card, in which every name would be found."""
    source = inspect.getsource(sys.modules[method.__module__])
    lines = source.splitlines()
    (card,) = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "about"
    )
    return "\n".join(lines[: card.lineno - 1] + lines[card.end_lineno :])


def sentences(text: str) -> list[str]:
    """Split where a sentence ends; "et al." and "e.g." end none."""
    return [part for part in re.split(r"(?<!al)(?<!e\.g)[.?!]\s+(?=[A-ZÄÖÜ“(])", text.strip()) if part]


def first_paragraph(method: type[Method]) -> str:
    return " ".join((sys.modules[method.__module__].__doc__ or "").split("\n\n")[0].split())


def unbalanced(latex: str) -> str | None:
    """What is wrong with the braces and the environments of some LaTeX; None when nothing is."""
    depth = 0
    for sign in re.sub(r"\\[{}\\]", "", latex):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return "a brace is closed that was not opened"
    if depth:
        return "a brace stays open"
    if len(re.findall(r"\\left(?![a-z])", latex)) != len(re.findall(r"\\right(?![a-z])", latex)):
        return r"\left without \right"
    if re.findall(r"\\begin{(\w+)}", latex) != re.findall(r"\\end{(\w+)}", latex):
        return r"\begin without \end"
    return None


def test_the_check_of_latex_finds_what_is_broken() -> None:
    assert unbalanced(r"\frac{a}{b} \left(\{x\}\right)") is None
    for broken in (r"\frac{a}{b", r"a}{b", r"\left( x", r"\begin{cases} x"):
        assert unbalanced(broken) is not None


def test_sentences_are_counted_as_a_reader_does() -> None:
    assert len(sentences("One is here. Two, by Khosla et al. 2020, is there! Is this three? Yes.")) == 4


@every_method
def test_a_method_has_a_card_and_a_family(name: str) -> None:
    assert isinstance(METHODS[name].about, About)
    assert METHODS[name].family in FAMILIES


@every_method
def test_its_idea_is_told_after_its_name_in_two_or_three_sentences(name: str) -> None:
    title, colon, idea = first_paragraph(METHODS[name]).partition(": ")
    assert colon, "the docstring starts with the method's name and a colon"
    assert len(title.split()) <= 5
    assert 2 <= len(sentences(idea)) <= 3
    assert idea.endswith((".", "?", "!"))


@every_method
def test_each_name_in_a_symbol_is_one_of_the_code_or_a_knob(name: str) -> None:
    method = METHODS[name]
    assert method.about.symbols
    code = code_of(method)
    for latex, meaning in method.about.symbols.items():
        for part in re.findall(r"`([^`]+)`", meaning):
            assert part in knobs(method.Knobs) or re.search(rf"(?<!\w){re.escape(part)}(?!\w)", code), (latex, part)


@every_method
def test_each_symbol_and_the_equation_are_sound_latex(name: str) -> None:
    about = METHODS[name].about
    for latex in (about.equation, *about.symbols):
        assert latex.strip() and "$" not in latex
        assert unbalanced(latex) is None, latex


@every_method
def test_the_equation_is_computed_in_the_methods_own_file(name: str) -> None:
    method = METHODS[name]
    computed_by = inspect.unwrap(method.about.computed_by)
    assert computed_by.__module__ == method.__module__
    assert computed_by.__doc__, "the function says what it computes"
    assert re.search(rf"(?<!def )\b{computed_by.__name__}\(", code_of(method)), "what is shown is what trains"


@every_method
def test_it_needs_what_is_known_and_labels_only_where_it_sees_them(name: str) -> None:
    about = METHODS[name].about
    assert set(about.needs) <= set(NEEDS)
    assert len(set(about.needs)) == len(about.needs)
    assert ("labels" in about.needs) == METHODS[name].needs_labels


@every_method
def test_both_lanes_start_with_something_to_look_at_and_meet_in_a_question(name: str) -> None:
    flow = METHODS[name].about.flow
    for lane in (flow.predicts, flow.target):
        assert lane and lane[0] != STOP
        assert all(step.strip() for step in lane)
        assert all(a != STOP or b != STOP for a, b in pairwise(lane))
    assert flow.compare.strip()


@every_method
def test_the_paper_has_a_year_and_an_address(name: str) -> None:
    about = METHODS[name].about
    assert re.search(r"\b(19|20)\d\d\b", about.paper)
    assert about.link.startswith("https://")
    assert len(about.fails.split()) >= 5


@every_method
def test_the_usual_settings_and_every_sabotage_can_be_run(name: str) -> None:
    method = METHODS[name]
    assert isinstance(usual_config(name), RunConfig)
    for sabotage in method.about.sabotage:
        assert sabotage.title and sabotage.why and sabotage.cure
        assert sabotage.knobs or sabotage.settings, sabotage.title
        make_knobs(method, sabotage.knobs)
        assert usual_config(name, **sabotage.settings) != usual_config(name) or sabotage.knobs
