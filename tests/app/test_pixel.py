"""The picture to point at: what it is told, and what Python and the URL make of a pixel."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import ROOT


def page() -> None:
    import streamlit as st
    import torch

    from app.pixel import pick_pixel

    picture = torch.zeros(3, 40, 40, dtype=torch.uint8)
    st.session_state["place"] = pick_pixel(picture, key="spot", about="A <b>black</b> square", title="Point")


def shown(**url: str) -> AppTest:
    app = AppTest.from_function(page)
    app.query_params.update(url)
    app.run()
    assert not app.exception
    return app


def told(app: AppTest) -> dict:
    (component,) = app.get("bidi_component")
    return json.loads(component.proto.json)


def test_at_first_the_cross_is_in_the_middle_and_the_url_is_empty() -> None:
    app = shown()
    assert app.session_state["place"] == (20, 20)
    assert "spot" not in app.query_params
    assert told(app)["place"] == [20, 20]
    assert told(app)["side"] == 40
    assert told(app)["picture"].startswith("data:image/png;base64,")
    assert told(app)["about"] == "A <b>black</b> square"


def test_a_link_puts_the_cross_on_its_pixel() -> None:
    app = shown(spot="3,39")
    assert app.session_state["place"] == (3, 39)
    assert told(app)["place"] == [3, 39]
    assert app.query_params["spot"] in ("3,39", ["3,39"])
    assert not app.warning


@pytest.mark.parametrize("spot", ["40,0", "0,-1", "1,2,3", "7", "", "<b>,1", "1.5,2"])
def test_a_pixel_that_is_not_there_is_told_once_and_the_middle_taken(spot: str) -> None:
    app = shown(spot=spot)
    assert app.session_state["place"] == (20, 20)
    assert [warning.value.startswith("The link asks for spot") for warning in app.warning] == [True]
    app.run()
    assert not app.warning


def test_no_text_becomes_html_and_nothing_is_fetched() -> None:
    script = (ROOT / "app" / "pixel" / "pixel.js").read_text()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http", "import("):
        assert word not in script
