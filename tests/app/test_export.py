import json

import plotly.graph_objects as go
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.export import for_print


def page() -> None:
    import plotly.graph_objects as go

    from app.export import image_buttons

    image_buttons(go.Figure(go.Scatter(x=[1, 2], y=[3, 4], name="a line")), "curve", key="e")


def test_the_figure_travels_to_the_buttons_with_the_name_of_its_file() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    (buttons,) = app.get("bidi_component")
    data = json.loads(buttons.proto.json)
    assert data["name"] == "curve"
    assert (data["width"], data["height"]) == (1200, 675)
    sent = json.loads(data["figure"])
    assert sent["data"][0]["name"] == "a line"
    assert sent["layout"]["paper_bgcolor"] == sent["layout"]["plot_bgcolor"] == "#ffffff"
    assert sent["layout"]["font"]["color"] == "#262730"


def test_the_figure_on_the_page_stays_as_it_is() -> None:
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4])).update_layout(height=300, title="mine")
    before = figure.to_json()
    printed = for_print(figure)
    assert figure.to_json() == before
    assert printed.layout.title.text == "mine"
    assert printed.layout.height != 300


def test_a_picture_is_made_anew_only_where_the_figure_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr("app.export.for_print", lambda figure, title: made.append(figure) or for_print(figure, title))
    st.cache_data.clear()
    app = AppTest.from_function(page_with_a_switch).run()
    app.run()
    assert len(made) == 1
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert len(made) == 2
    (buttons,) = app.get("bidi_component")
    assert json.loads(json.loads(buttons.proto.json)["figure"])["data"][0]["y"] == [3, 9]


def page_with_a_switch() -> None:
    import plotly.graph_objects as go
    import streamlit as st

    from app.export import image_buttons

    image_buttons(go.Figure(go.Scatter(x=[1, 2], y=[3, 9 if st.toggle("changed") else 4])), "curve", key="e")


def test_what_a_figure_says_of_its_own_look_is_kept() -> None:
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4], line={"color": "#0B62E0"})).update_xaxes(showgrid=True)
    printed = for_print(figure)
    assert printed.data[0].line.color == "#0B62E0"
    assert printed.layout.xaxis.showgrid
