import pytest
from streamlit.testing.v1 import AppTest

from app.augmentations.parts import GROUPS
from app.state import recipe_from_text
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe, knobs
from tests.app.conftest import open_page


def pictures(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


def turn_to(app: AppTest, group: str) -> AppTest:
    """Open one group of the recipe's settings."""
    app.session_state["recipe_group"] = group
    return app.run()


def test_the_page_opens_with_the_usual_recipe(app: AppTest) -> None:
    open_page(app, "augmentations")
    assert not app.exception
    assert not app.warning
    assert app.session_state["recipe"] == Recipe()
    assert "recipe" not in app.query_params


def test_a_slider_changes_the_recipe_the_views_and_the_url(app: AppTest) -> None:
    open_page(app, "augmentations")
    before = pictures(app)
    app.slider(key="recipe_crop_min").set_value(0.6).run()
    assert app.session_state["recipe"] == Recipe(crop_min=0.6)
    assert recipe_from_text(app.query_params["recipe"]) == Recipe(crop_min=0.6)
    assert pictures(app) != before


@pytest.mark.parametrize("name", PRESETS)
def test_a_link_brings_its_recipe(app: AppTest, name: str) -> None:
    open_page(app, "augmentations", recipe=name)
    assert app.session_state["recipe"] == PRESETS[name]
    assert app.slider(key="recipe_crop_min").value == PRESETS[name].crop_min
    assert app.get("button_group")[1].value in (name, [name])


def test_a_preset_sets_every_slider(app: AppTest) -> None:
    open_page(app, "augmentations", recipe="hue:0.4,blur:1")
    presets = next(group for group in app.get("button_group") if group.key == "preset")
    presets.set_value("None").run()
    assert app.session_state["recipe"] == PRESETS["None"]
    for group, names in GROUPS.items():
        turn_to(app, group)
        for name in names:
            assert app.slider(key=f"recipe_{name}").value == getattr(PRESETS["None"], name)
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(knobs(Recipe()))


def test_a_setting_falls_back_on_the_recipe_where_a_browser_missed_its_first_drawing(app: AppTest) -> None:
    turn_to(open_page(app, "augmentations", recipe="hue:0.4"), "Colour").run()
    assert not app.slider(key="recipe_hue").proto.set_value
    assert list(app.slider(key="recipe_hue").proto.default) == [0.4]
    assert list(app.slider(key="recipe_jitter").proto.default) == [0.8]


def test_the_recipe_is_still_there_after_a_visit_elsewhere(app: AppTest) -> None:
    turn_to(open_page(app, "augmentations"), "Colour").slider(key="recipe_hue").set_value(0.3).run()
    turn_to(app, "Place")
    assert app.session_state["recipe"] == Recipe(hue=0.3)
    open_page(app, "home")
    turn_to(open_page(app, "augmentations"), "Colour")
    assert app.slider(key="recipe_hue").value == 0.3
    assert app.session_state["recipe"] == Recipe(hue=0.3)


def test_a_new_draw_throws_the_dice_again_and_the_same_draw_gives_the_same_views(app: AppTest) -> None:
    open_page(app, "augmentations")
    first = pictures(app)
    next(button for button in app.button if button.label == "New draw").click().run()
    second = pictures(app)
    assert first != second
    app.number_input(key="draw").set_value(0).run()
    assert pictures(app) == first


def test_another_image_is_shown_by_its_number(app: AppTest) -> None:
    open_page(app, "augmentations", image="7")
    seventh = pictures(app)
    assert app.number_input(key="image").value == 7
    app.number_input(key="image").set_value(8).run()
    assert pictures(app) != seventh


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_has_its_range_and_changes_the_image(app: AppTest, name: str) -> None:
    operation = OPERATIONS[name]
    open_page(app, "augmentations", operation=operation.title)
    assert not app.warning
    before = pictures(app)
    if operation.switch:
        app.toggle(key=f"op_{name}").set_value(False).run()
    else:
        slider = app.slider(key=f"op_{name}")
        assert (slider.min, slider.max) == (operation.low, operation.high)
        slider.set_value(operation.neutral).run()
    assert [old == new for old, new in zip(before, pictures(app), strict=True)].count(False) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("recipe", "crop_min:9"),
        ("recipe", "<b>"),
        ("image", "60"),
        ("image", "-1"),
        ("draw", "x"),
        ("pictures", "cifar10"),
        ("operation", "Bend"),
        ("op_crop", "3"),
    ],
)
def test_an_impossible_value_in_the_url_is_told_once_and_not_used(app: AppTest, name: str, value: str) -> None:
    open_page(app, "augmentations", **{name: value})
    assert not app.exception
    assert len(app.warning) == 1
    assert app.warning[0].value.startswith("The link asks for")
    assert app.session_state["recipe"] == Recipe()
    app.run()
    assert not app.warning
