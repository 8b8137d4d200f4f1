"""Projector mode: everything larger, wherever it is drawn, and in the link."""

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from app.enlarge import FACTOR, TEXT, enlarged_options, sized_figure
from app.linechart import line_options
from tests.app.conftest import open_page

LARGE = round(TEXT * FACTOR)


def looks(app: AppTest) -> str:
    """The styles that the page puts on."""
    return "\n".join(element.proto.body for element in app.get("html"))


def test_the_toggle_makes_every_page_large_and_the_link_says_so(app: AppTest) -> None:
    app.run()
    assert "font-size:130%" not in looks(app)
    app.sidebar.toggle[0].set_value(True).run()
    assert "html{font-size:130%" in looks(app)
    assert app.query_params["large"] == "1"
    open_page(app, "glossary")
    assert "html{font-size:130%" in looks(app)
    app.sidebar.toggle[0].set_value(False).run()
    assert "font-size:130%" not in looks(app)
    assert "large" not in app.query_params


@pytest.mark.parametrize(("text", "large"), [("1", True), ("0", False)])
def test_a_link_brings_it_along(app: AppTest, text: str, large: bool) -> None:
    open_page(app, "glossary", large=text)
    assert app.sidebar.toggle[0].value is large
    assert not app.warning


def test_a_link_that_asks_for_something_else_is_told(app: AppTest) -> None:
    open_page(app, "glossary", large="huge")
    assert not app.sidebar.toggle[0].value
    assert "large = huge" in app.warning[0].value


def test_a_large_link_leaves_the_settings_of_a_training_folded(app: AppTest) -> None:
    open_page(app, "home").button[0].click().run()
    at = open_page(app, "train", large="1", run=app.session_state["run"])
    assert "train" not in [button.key for button in at.button]


def test_a_line_chart_grows_and_its_model_stays_as_it_was() -> None:
    options = line_options({"a": [(0, 1.0)], "b": [(0, 2.0)]}, x_title="step", y_title="loss")
    before = repr(options)
    larger = enlarged_options(options)
    assert repr(options) == before
    assert {
        larger[axis][part]["fontSize"] for axis in ("xAxis", "yAxis") for part in ("axisLabel", "nameTextStyle")
    } == {LARGE}
    assert larger["legend"]["textStyle"]["fontSize"] == LARGE
    assert [series["lineStyle"]["width"] for series in larger["series"]] == [2 * FACTOR] * 2


def test_a_figure_grows_and_its_model_stays_as_it_was() -> None:
    figure = go.Figure(go.Scatter(x=[1], y=[2], line_width=2, marker_size=8)).update_layout(height=400)
    figure.add_hline(y=1, annotation={"text": "chance"})
    before = figure.to_json()
    larger = sized_figure(figure, FACTOR)
    assert figure.to_json() == before
    assert (
        larger.layout.font.size == larger.layout.xaxis.tickfont.size == larger.layout.annotations[0].font.size == LARGE
    )
    assert (larger.data[0].line.width, larger.data[0].marker.size) == (2 * FACTOR, 8 * FACTOR)
    assert larger.layout.height > 400


def test_lines_across_error_bars_and_letters_of_another_size_grow_alike() -> None:
    figure = go.Figure(go.Bar(x=[1], y=["a"], error_x={"array": [0.1], "thickness": 1.5}))
    figure.add_scatter(x=[1], y=["a"], error_y={"array": [0.1]})
    figure.add_hline(y=1, line_width=1.5)
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)
    figure.add_vrect(x0=0, x1=1, line_width=0)
    figure.add_annotation(text="small", font_size=10)
    for factor in (1.0, FACTOR):
        sized = sized_figure(figure, factor)
        assert [shape.line.width for shape in sized.layout.shapes] == [1.5 * factor, 2 * factor, 0]
        assert (sized.data[0].error_x.thickness, sized.data[1].error_y.thickness) == (1.5 * factor, 2 * factor)
        assert sized.layout.annotations[0].font.size == 10 * factor


def test_a_figure_of_the_usual_size_keeps_its_lines_and_height() -> None:
    figure = go.Figure(go.Scatter(x=[1], y=[2], line_width=2)).update_layout(height=400)
    usual = sized_figure(figure)
    assert (usual.data[0].line.width, usual.layout.height, usual.layout.font.size) == (2, 400, TEXT)
