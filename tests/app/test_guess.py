import json

import pytest
from streamlit.testing.v1 import AppTest

from app.guess import guess_curve, handle_counts
from ssl_demo.errors import UserError
from tests.app.conftest import ROOT


def page() -> None:
    import streamlit as st

    from app.guess import guess_curve

    counts, start = st.session_state["question"]
    st.session_state["result"] = guess_curve(counts, start, key="g", chance=0.1, colour="#0B62E0", title="<b>You</b>")


def shown(counts: tuple[int, ...], start: tuple[float, ...] | None) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["question"] = counts, start
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("counts", "handles"),
    [
        ((7,), (7,)),
        ((1, 10), (1, 10)),
        ((1, 5, 20), (1, 5, 20)),
        ((1, 2, 5, 10, 20, 50, 100, 200, 500), (1, 20, 500)),
        ((500, 1, 20, 20, 5), (1, 20, 500)),
    ],
)
def test_a_curve_is_guessed_at_its_ends_and_in_the_middle(counts: tuple[int, ...], handles: tuple[int, ...]) -> None:
    assert handle_counts(counts) == handles


@pytest.mark.parametrize("counts", [(), (0, 1)])
def test_counts_that_no_logarithmic_axis_has_are_refused_in_a_sentence(counts: tuple[int, ...]) -> None:
    with pytest.raises(UserError, match="at least one number of labels"):
        handle_counts(counts)


@pytest.mark.parametrize("counts", [(3,), (1, 10), (1, 5, 20, 50)])
def test_before_anybody_has_moved_a_point_all_stand_halfway(counts: tuple[int, ...]) -> None:
    assert shown(counts, None).session_state["result"] == (0.5,) * len(handle_counts(counts))


def test_a_start_is_taken_in_whole_percent_and_between_none_and_all() -> None:
    assert shown((1, 10, 100), (-0.2, 0.333, 1.4)).session_state["result"] == (0.0, 0.33, 1.0)


def test_the_chart_is_told_all_counts_and_where_its_points_stand() -> None:
    (chart,) = shown((100, 1, 5, 20), (0.1, 0.2, 0.3)).get("bidi_component")
    data = json.loads(chart.proto.json)
    assert data["counts"] == [1, 5, 20, 100]
    assert data["handles"] == [1, 20, 100]
    assert data["values"] == [10, 20, 30]
    assert data["chance"] == pytest.approx(10)


def test_a_start_of_another_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="2 accuracies don't fit 3 handles"):
        guess_curve((1, 2, 3), (0.1, 0.2), key="g", chance=0.1, colour="#000000", title="")


@pytest.mark.parametrize("folder", ["guess", "export"])
def test_no_text_becomes_html_and_nothing_is_fetched(folder: str) -> None:
    script = "".join(path.read_text() for path in (ROOT / "app" / folder).glob("*.js"))
    assert script
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http", "import("):
        assert word not in script
