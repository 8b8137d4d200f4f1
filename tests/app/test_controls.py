import pytest
from streamlit.testing.v1 import AppTest

from app.controls import readable, sentence, steps
from ssl_demo.config import Recipe, RunConfig


def recipe_page() -> None:
    import streamlit as st

    from app.controls import dataclass_controls
    from ssl_demo.config import Recipe

    st.session_state["made"] = dataclass_controls(Recipe(), prefix="r_")


def run_page() -> None:
    import streamlit as st

    from app.controls import dataclass_controls
    from ssl_demo.config import RunConfig

    names = ("encoder", "batch_size", "low_resolution", "muon_rate", "seed", "low_share")
    st.session_state["made"] = dataclass_controls(RunConfig(), names=names)


def test_untouched_widgets_give_the_dataclass_back() -> None:
    for page, expected in ((recipe_page, Recipe()), (run_page, RunConfig())):
        app = AppTest.from_function(page).run()
        assert not app.exception
        assert app.session_state["made"] == expected


def test_what_is_set_comes_out_and_the_rest_stays() -> None:
    app = AppTest.from_function(recipe_page).run()
    app.slider(key="r_hue").set_value(0.25).run()
    assert app.session_state["made"] == Recipe(hue=0.25)


def test_each_kind_of_knob_has_its_widget() -> None:
    app = AppTest.from_function(run_page).run()
    app.selectbox(key="encoder").select("S")
    app.select_slider(key="muon_rate").set_value(0.1)
    app.number_input(key="seed").set_value(7)
    app.slider(key="low_resolution").set_value(16)
    app.run()
    assert app.session_state["made"] == RunConfig(encoder="S", muon_rate=0.1, seed=7, low_resolution=16)
    assert app.slider(key="low_resolution").min == 16
    assert app.slider(key="low_resolution").max == 32


def test_the_url_sets_widgets() -> None:
    app = AppTest.from_function(run_page)
    app.query_params.update({"encoder": "L", "muon_rate": "0.1", "seed": "3", "low_share": "0.5"})
    app.run()
    assert app.session_state["made"] == RunConfig(encoder="L", muon_rate=0.1, seed=3, low_share=0.5)
    assert not app.warning


@pytest.mark.parametrize(
    ("name", "value"), [("encoder", "XXL"), ("muon_rate", "7"), ("seed", "-1"), ("low_share", "2"), ("low_share", "a")]
)
def test_an_impossible_value_in_the_url_is_told_and_not_used(name: str, value: str) -> None:
    app = AppTest.from_function(run_page)
    app.query_params[name] = value
    app.run()
    assert not app.exception
    assert app.session_state["made"] == RunConfig()
    assert len(app.warning) == 1
    assert value.lstrip("-") in app.warning[0].value


def test_steps_are_sorted_round_numbers_with_both_ends_and_the_default() -> None:
    options = steps(1e-4, 0.5, (0.05, 0.033))
    assert options == sorted(set(options))
    assert {1e-4, 0.5, 0.05, 0.033, 2e-3} <= set(options)
    assert min(options) == 1e-4
    assert max(options) == 0.5


def test_names_and_help_are_made_readable() -> None:
    assert readable("muon_rate") == "Muon rate"
    assert sentence("what it does") == "What it does."
    assert sentence("Why?") == "Why?"
