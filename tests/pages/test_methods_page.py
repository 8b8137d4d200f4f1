"""The Methods page: every method's card, two methods side by side, and the numbers of others and of this project."""

from __future__ import annotations

import dataclasses
import functools
import html
import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.methods import league, ours
from app.methods.card import needs_in_words
from app.methods.compare import Row, rows_of, shared_lines, two_files_html, without_card
from app.methods.league_figure import league_figure
from app.methods.numbers import Number, numbers_html
from app.methods.ours import Benchmark, benchmarks
from app.methods.published import LINEAR_ACCURACY, MORE, NEIGHBOUR_ACCURACY, published
from app.methods.tree import branches, year_of
from app.source import file_of
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.methods import FAMILIES, METHODS
from ssl_demo.runs.store import RunStore
from tests.pages import made_up_runs
from tests.pages.made_up_runs import idle_app, make_run, words

open_page = functools.partial(made_up_runs.open_page, "methods")
USUAL = METHODS[RunConfig.method].title
TWO = {"methods_tab": "Two, side by side"}


@pytest.fixture(autouse=True)
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    idle_app(monkeypatch)
    monkeypatch.setattr(ours, "RESULTS", tmp_path / "methods.json")


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


def drawn(at: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(element.proto.body for element in at.get("html"))


def titles(at: AppTest) -> list[str]:
    return [element.value for element in at.header]


def write_results(**row: Any) -> None:
    accuracies = {"probe_10": [0.411, 0.004], "probe_50": [0.502, 0.003], "knn": [0.52, 0.01]}
    before = {"untrained_10": [0.25, 0.0], "untrained_50": [0.321, 0.002], "untrained_knn": [0.31, 0.0]}
    more = {"method": "simclr", "encoder": "S", "images_per_second": 2345.6, "effective_rank": 41.7}
    about = {"about": "How it was measured.", "seconds": 120, "images": 10_000, "seeds": 3}
    ours.RESULTS.write_text(json.dumps({**about, "rows": [{**more, **accuracies, **before, **row}]}))


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_method_has_its_card(name: str) -> None:
    method = METHODS[name]
    at = open_page(method=method.title)
    assert titles(at) == [method.title]
    assert not at.warning and not at.error
    said = words(at)
    assert method.about.paper in said
    assert method.about.fails in said
    assert f"def {method.about.computed_by.__name__}(" in at.code[0].value
    assert [element.value.strip("$\n") for element in at.latex] == [method.about.equation]
    assert html.escape(method.about.flow.compare) in drawn(at)
    assert method.about.link in [element.proto.url for element in at.get("link_button")]


def test_the_usual_method_is_shown_at_first() -> None:
    assert titles(open_page()) == [USUAL]


def test_another_method_can_be_chosen_by_its_name() -> None:
    at = open_page()
    at.selectbox(key="method").select("Supervised").run()
    assert not at.exception
    assert titles(at) == ["Supervised"]


def test_a_click_on_a_leaf_of_the_tree_chooses_it() -> None:
    at = AppTest.from_function(leaf_clicked).run()
    assert not at.exception
    assert at.session_state["chosen_title"] == "Supervised"


def leaf_clicked() -> None:
    import streamlit as st

    from app.methods import tree
    from ssl_demo.methods import METHODS

    def mount(key, data, on_chosen_change) -> None:
        for clicked in ("nothing known", "supervised"):
            st.session_state[key] = {"chosen": clicked}
            on_chosen_change()

    usual, tree._tree = tree._tree, mount
    try:
        tree.family_tree(METHODS["simclr"], choose_key="chosen_title")
    finally:
        tree._tree = usual


def test_the_tree_has_every_method_once_on_the_branch_of_its_family() -> None:
    found = branches(METHODS)
    assert [b["family"] for b in found] == [f for f in FAMILIES if any(m.family == f for m in METHODS.values())]
    leaves = {leaf["name"]: branch["family"] for branch in found for leaf in branch["leaves"]}
    assert leaves == {name: method.family for name, method in METHODS.items()}
    assert sum(len(branch["leaves"]) for branch in found) == len(METHODS)
    for branch in found:
        years = [leaf["year"] for leaf in branch["leaves"]]
        assert years == sorted(years)
    assert year_of(METHODS["simclr"]) == "2020"


def test_a_link_to_no_method_says_so_and_shows_the_usual_one() -> None:
    at = open_page(method="Magic")
    (warning,) = at.warning
    assert warning.value.startswith("The link asks for method")
    assert "Magic. That is not possible here." in warning.value
    assert titles(at) == [USUAL]


def test_train_this_takes_the_method_to_the_train_page() -> None:
    at = open_page(method="Supervised")
    at.button(key="train_this").click().run()
    assert not at.exception
    assert at.title[0].value == "Train"
    assert at.selectbox(key="method").value == "Supervised"


def test_what_a_method_needs_and_does_without_is_told() -> None:
    said = needs_in_words(METHODS["supervised"])
    assert "**labels**: someone who has named every image" in said
    without = said.partition("It does without: ")[2]
    assert "negatives" in without and "labels" not in without
    assert "Made for" not in said


def test_a_method_that_needs_nothing_and_is_made_for_something_says_both() -> None:
    about = dataclasses.replace(METHODS["simclr"].about, needs=())
    usual = {"recipe": PRESETS["Crop and mirror"], "batch_size": 128}
    frugal: Any = type("Frugal", (), {"about": about, "encoders": ("vit",), "usual": usual})
    said = needs_in_words(frugal)
    assert "nothing else" in said
    assert "Made for: the tiny ViT; recipe: Crop and mirror; images in one step: 128." in said


# Two, side by side


def test_the_files_of_a_pair_stand_side_by_side() -> None:
    at = open_page(**TWO, method_left="SimCLR", method_right="Supervised")
    assert not at.warning
    assert "SimCLR: ssl_demo/methods/simclr.py" in drawn(at)
    assert "Supervised: ssl_demo/methods/supervised.py" in drawn(at)
    assert "def nt_xent(" in drawn(at) and "def cross_entropy(" in drawn(at)
    assert "about = About(" not in drawn(at)
    at.toggle(key="method_cards").set_value(True).run()
    assert "about = About(" in drawn(at)


def test_the_code_of_the_card_can_be_compared() -> None:
    at = open_page(method="Supervised")
    at.button(key="compare_this").click().run()
    assert not at.exception
    assert at.selectbox(key="method_left").value == "Supervised"
    assert "Supervised: ssl_demo/methods/supervised.py" in drawn(at)
    assert at.query_params["method_left"] == "Supervised"


def test_a_link_to_an_impossible_pair_says_so() -> None:
    at = open_page(**TWO, method_right="Magic")
    assert len(at.warning) == 1
    assert "Magic" in at.warning[0].value
    assert "SimCLR: " in drawn(at)


def test_equal_lines_stand_beside_each_other_and_gaps_where_one_has_more() -> None:
    rows = rows_of("a\nb\nc\n\nd", "a\nc\n\nx\ny")
    assert rows == [
        Row("a", "a", True),
        Row("b", None, False),
        Row("c", "c", True),
        Row("", "", True),
        Row("d", "x", False),
        Row(None, "y", False),
    ]
    assert shared_lines(rows) == 2


def test_lines_of_one_file_alone_are_marked_and_every_sign_is_kept() -> None:
    page = two_files_html(rows_of("same\n    if a < b:", "same"), ("left", "right"))
    assert page.count('class="same"') == 2
    assert '<code class="left" style="--in:4">    if a &lt; b:\n</code>' in page
    assert page.count('class="gap"') == 1
    assert "--rows:3" in page


@pytest.mark.parametrize("name", sorted(METHODS))
def test_without_its_card_a_file_is_what_trains(name: str) -> None:
    whole = file_of(METHODS[name]).text
    rest = without_card(whole)
    assert "about = About(" in whole and "about = About(" not in rest
    assert "def loss(" in rest
    compile(rest, name, "exec")


# Numbers


def test_every_published_number_names_its_protocol_and_its_source() -> None:
    for name in {*LINEAR_ACCURACY, *NEIGHBOUR_ACCURACY, *MORE}:
        for number in published(name):
            assert "%" in number.value
            assert number.how.count(";") >= 1 and ("CIFAR-10" in number.how or "STL-10" in number.how)
            assert number.source and number.link.startswith("https://")
    assert [number.value for number in published("simclr")][:2] == ["90.74 %", "84.8 / 87.9 %"]


def test_a_method_that_nobody_tabulated_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.methods.card.published", lambda name: [])
    assert "have no row for this method" in words(open_page())


def test_a_number_is_shown_with_how_and_whose_it_is() -> None:
    shown = numbers_html([Number("1 %", "a < b", "them", "https://example.org"), Number("2 %", "ours")])
    assert '<b>1 %</b><span>a &lt; b. <a href="https://example.org" target="_blank" rel="noopener">them</a>' in shown
    assert "<b>2 %</b><span>ours</span>" in shown


def test_without_a_benchmark_the_page_says_how_to_make_one() -> None:
    said = words(open_page())
    assert "has not been measured in this project's benchmark yet: `python -m benchmarks.methods` does it" in said
    assert f"No run of {USUAL} has finished on this machine yet" in said


def test_a_row_of_the_benchmark_is_shown_beside_the_untrained_encoder_and_its_protocol() -> None:
    write_results()
    at = open_page(method="SimCLR")
    assert "<b>50.2 ± 0.3 %</b>" in drawn(at)
    assert "Linear probe, 50 labels per class; the untrained encoder has 32.1 ± 0.2 %" in drawn(at)
    assert "120 seconds of training on 10,000 images, 3 seeds. How it was measured." in words(at)
    assert "Encoder S, 2,346 images per second, effective rank 42" in words(at)


def test_all_that_was_measured_is_told_in_one_figure_in_words_and_as_a_table() -> None:
    write_results(probe_50=[0.34, 0.003])
    at = open_page(methods_tab="All, measured")
    assert "Every method got the same, on CIFAR-10: 120 seconds of training on 10,000 images, 3 seeds." in words(at)
    assert "Without labels, **SimCLR** comes highest: 34.0%" in words(at)
    assert "**SimCLR** is only +1.9 points from where it started" in words(at)
    (line,) = at.dataframe[0].value.to_dict("records")
    assert (line["Method"], line["Linear probe, 50 labels per class"]) == ("SimCLR", "34.0 ± 0.3")
    assert line["Linear probe, 50 labels per class, untrained"] == "32.1 ± 0.2"
    assert "How it was measured." in words(at)


def test_read_off_in_another_way_it_tells_other_numbers() -> None:
    write_results()
    said = words(open_page(methods_tab="All, measured", measured_by="Nearest neighbours"))
    assert "**SimCLR** comes highest: 52.0%" in said
    assert "Each of the 1 is at least 3 points above" in said


def test_who_is_ahead_is_said_only_where_the_seeds_tell() -> None:
    write_results()
    some = benchmarks()["simclr"]
    measure = "Nearest neighbours"

    def row(mean: float, std: float) -> Benchmark:
        return some._replace(trained={measure: (mean, std)})

    rows = {"simclr": row(0.6, 0.01), "byol": row(0.585, 0.006), "mae": row(0.57, 0.01), "supervised": row(0.7, 0.01)}
    said = league.said(rows, measure)
    assert said[0] == "Without labels, **SimCLR** comes highest: 60.0%. Too close to call: BYOL."
    assert "Supervised comes to 70.0% in the same time" in said[1]
    assert said[2].endswith("as a mean over the seeds.")
    untrained = some.untrained[measure][0]
    (_, close) = league.said({"simclr": row(untrained + 0.031, 0.005)}, measure)
    assert "Just so, within the seeds' noise: SimCLR (+3.1 ± " in close


def test_before_anything_is_measured_the_figure_says_how() -> None:
    said = words(open_page(methods_tab="All, measured"))
    assert "No method has been measured in this project's benchmark yet: `python -m benchmarks.methods` does it" in said


def test_the_figure_joins_each_dot_to_where_it_started_the_best_on_top() -> None:
    write_results()
    some = benchmarks()["simclr"]
    better = some._replace(trained=dict.fromkeys(some.trained, (0.7, 0.01)))
    figure = league_figure({"supervised": better, "rotation": some}, "Nearest neighbours")
    assert list(figure.layout.yaxis.categoryarray) == ["Rotation", "Supervised"]
    assert [(line.x0, line.x1, line.y0) for line in figure.layout.shapes] == [
        (0.31, 0.52, "Rotation"),
        (0.31, 0.7, "Supervised"),
    ]
    untrained, *families = figure.data
    assert untrained.x == (0.31, 0.31)
    assert [(trace.x, trace.error_x.array) for trace in families] == [((0.52,), (0.01,)), ((0.7,), (0.01,))]
    assert (
        len({trace.marker.symbol for trace in figure.data}) == len({trace.marker.color for trace in figure.data}) == 3
    )


def test_a_method_without_a_row_is_not_measured_yet() -> None:
    write_results(method="another")
    assert "simclr" not in benchmarks()
    assert "has not been measured" in words(open_page())


@pytest.mark.parametrize("broken", ["{", "[]", '{"rows": 3}', '{"rows": [{"method": "simclr"}]}'])
def test_a_broken_benchmark_is_one_sentence_and_the_rest_of_the_page_stays(broken: str) -> None:
    ours.RESULTS.write_text(broken)
    with pytest.raises(UserError, match="measure it again"):
        benchmarks()
    at = open_page(method="SimCLR")
    assert len(at.error) == 1
    assert "No run of SimCLR" in words(at)


def test_finished_runs_of_the_method_are_shown_with_their_protocol(store: RunStore) -> None:
    make_run(store, "done", name="mine <b>")
    make_run(store, "done", method="supervised", name="another method's")
    make_run(store, "failed", name="a failed one")
    make_run(store, "done", name="a damaged one").update_config(RunConfig())
    (store.list()[0].path / "config.json").write_text("{")
    at = open_page(method="SimCLR")
    assert "<b>61.0 %</b><span>mine &lt;b&gt;: SimCLR, encoder S, 12 images of toys, 20 s; " in drawn(at)
    assert "the untrained encoder has 25.0 %" in drawn(at)
    assert drawn(at).count("61.0 %") == 1
    assert "vote of its 20 nearest others" in words(at)
