"""The table of buttons: its colours, and what is sent to the browser."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.matrix.scale import ENDS, contrast, shade
from app.palette import DARK_BACKGROUND, LIGHT_BACKGROUND
from tests.app import test_palette as palette
from tests.app.conftest import ROOT

PAGES = {"light": LIGHT_BACKGROUND, "dark": DARK_BACKGROUND}
VALUES = [float(value) for value in np.linspace(-1.5, 2.0, 141)]


@pytest.mark.parametrize("theme", ENDS)
def test_a_number_can_be_read_on_every_colour(theme: str) -> None:
    for value in VALUES:
        look = shade(value, theme)
        assert palette.contrast(look.ink, look.ground) >= 4.5, value


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for one, other in (("#777777", "#ffffff"), ("#1B4FD6", "#EEF1F6"), ("#C4510A", "#000000")):
        assert contrast(one, other) == pytest.approx(palette.contrast(one, other))


@pytest.mark.parametrize("theme", ENDS)
@pytest.mark.parametrize("vision", palette.VISION)
def test_worse_and_better_are_told_apart_by_all_kinds_of_vision(theme: str, vision: str) -> None:
    for value in (0.25, 0.5, 1.0):
        worse, better, same = (shade(v, theme).ground for v in (-value, value, 0.0))
        assert palette.distance(worse, better, vision) > 0.05
        assert palette.distance(worse, same, vision) > 0.04 and palette.distance(better, same, vision) > 0.04


@pytest.mark.parametrize("theme", ENDS)
@pytest.mark.parametrize("way", [-1, 1])
def test_the_further_from_the_middle_the_further_from_the_page(theme: str, way: int) -> None:
    steps = [palette.contrast(shade(way * part / 10, theme).ground, PAGES[theme]) for part in range(11)]
    assert steps == sorted(steps) and steps[0] < steps[-1] / 2


@pytest.mark.parametrize("theme", ENDS)
def test_beyond_the_ends_the_colour_gets_no_stronger(theme: str) -> None:
    low, middle, high = ENDS[theme]
    assert [shade(value, theme).ground for value in (-3.0, -1.0)] == [low.lower()] * 2
    assert shade(0.0, theme).ground == middle.lower()
    assert [shade(value, theme).ground for value in (1.0, 21.0)] == [high.lower()] * 2


def page() -> None:
    import streamlit as st

    from app.matrix import show_matrix
    from app.matrix.parts import Cell, Head

    cells = {
        ("a", "x"): Cell("a, x: 1.00", "1.00", "96 %", 1.0, framed=True, best=True, picks=True),
        ("a", "y"): Cell("a, y: being measured", at_work=True),
    }
    st.session_state["result"] = show_matrix(
        [Head("a", "<b>A</b>")],
        [Head("x", "X", "accuracy"), Head("y", "Y")],
        cells,
        key="cell",
        corner=Head("corner", "Encoder"),
        about="a matrix",
        legend={"one": 1.0, "best": None},
    )


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def sent(app: AppTest) -> dict:
    (component,) = app.get("bidi_component")
    return json.loads(component.proto.json)


def test_cells_are_sent_with_their_words_and_their_colours_for_both_themes() -> None:
    data = sent(opened())
    ((first, second),) = data["cells"]
    assert first["said"] == "a, x: 1.00" and first["below"] == "96 %" and first["framed"] and first["best"]
    assert first["light"] == {"ground": "#1b4fd6", "ink": "#ffffff"}
    assert first["dark"] == {"ground": "#8db2ff", "ink": "#000000"}
    assert second["text"] == "·" and second["at_work"] and not second["picks"] and second["light"] is None
    assert data["rows"][0]["title"] == "<b>A</b>"  # plain text: the script writes no HTML
    assert [entry["text"] for entry in data["legend"]] == ["one", "best"]
    assert data["legend"][1]["light"] is None


def test_at_first_no_cell_is_picked_and_a_link_picks_one() -> None:
    assert opened().session_state["result"] is None
    app = opened(cell="a,x")
    assert app.session_state["result"] == ("a", "x")
    assert sent(app)["picked"] == ["a", "x"]
    assert app.query_params["cell"] == "a,x"


@pytest.mark.parametrize("link", ["a,y", "b,x", "a", "a,x,y", "%00", "__proto__,constructor"])
def test_a_link_to_a_cell_that_cannot_be_picked_is_told_and_forgotten(link: str) -> None:
    app = opened(cell=link)
    assert app.session_state["result"] is None
    assert "That cell isn't there, or nothing is measured in it yet." in app.warning[0].value.replace("\\", "")
    assert "cell" not in app.query_params


def test_no_text_becomes_html_and_nothing_is_fetched() -> None:
    script = (ROOT / "app" / "matrix" / "matrix.js").read_text()
    assert "textContent" in script
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http", "import("):
        assert word not in script
