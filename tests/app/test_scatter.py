import base64
import json

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from app.scatter import MOST_POINTS, scatter
from ssl_demo.errors import UserError


def page() -> None:
    import numpy as np
    import streamlit as st
    import torch

    from app.scatter import scatter

    points = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    thumbnails = torch.zeros(3, 3, 32, 32, dtype=torch.uint8)
    st.session_state["result"] = scatter(
        points, [0, 1, 1], ["<b>cat</b>", "dog"], thumbnails, key="map", picked=st.session_state.get("asked")
    )


def messages(app: AppTest) -> dict[str, dict]:
    return {e.proto.component_name: json.loads(e.proto.json) for e in app.main if e.type == "bidi_component"}


def test_points_and_classes_travel_compactly_and_exactly() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    data = messages(app)["ssl_demo_scatter"]
    sent = np.frombuffer(base64.b64decode(data["points"]), np.float32).reshape(-1, 2)
    assert sent.tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    assert np.frombuffer(base64.b64decode(data["classes"]), np.uint16).tolist() == [0, 1, 1]
    assert data["names"] == ["<b>cat</b>", "dog"]
    assert "3 points in 2 classes" in data["label"]


def test_thumbnails_travel_apart_under_the_name_that_the_points_give() -> None:
    data = messages(AppTest.from_function(page).run())
    assert data["ssl_demo_scatter_sheet"]["name"] == data["ssl_demo_scatter"]["sheet"]
    assert data["ssl_demo_scatter_sheet"]["url"].startswith("data:image/webp;base64,")
    assert "url" not in data["ssl_demo_scatter"]


@pytest.mark.parametrize(("asked", "result"), [(None, None), (2, 2), (3, None), (-1, None)])
def test_the_picked_point_is_one_of_the_points(asked: int | None, result: int | None) -> None:
    app = AppTest.from_function(page)
    app.session_state["asked"] = asked
    app.run()
    assert app.session_state["result"] == result


def test_too_many_points_and_no_numbers_are_refused_in_a_sentence() -> None:
    many = np.zeros((MOST_POINTS + 1, 2))
    with pytest.raises(UserError, match="at most 5,000"):
        scatter(many, np.zeros(len(many)), ["a"], None, key="k")
    with pytest.raises(UserError, match="no numbers"):
        scatter(torch.tensor([[0.0, float("nan")]]), [0], ["a"], None, key="k")


def test_no_text_becomes_html_in_the_component() -> None:
    from tests.app.conftest import ROOT

    script = "".join(path.read_text() for path in (ROOT / "app/scatter").glob("*.js"))
    assert not any(
        word in script for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    )
    assert "http" not in script
