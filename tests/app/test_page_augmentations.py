"""The Augmentation lab: its views, one's own image, and a view step by step."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.augmentations.draws import VIEWS
from app.augmentations.recipe import GROUPS
from app.state import recipe_from_text
from ssl_demo.augment.draw import draw
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.augment.parameters import Parameters, by_operation, describe
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe, knobs
from ssl_demo.randomness import generator
from tests.app.conftest import open_page
from tests.app.lab import photograph, pictures
from tests.pages.made_up_runs import words


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
    presets = next(group for group in app.get("button_group") if group.key == "preset")
    assert presets.value in (name, [name])


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
        ("view", "99"),
        ("stage", "77"),
        ("source", "Elsewhere"),
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


# One's own image


def test_an_own_image_takes_the_place_of_the_data_sets(app: AppTest) -> None:
    open_page(app, "augmentations", source="My own image")
    assert "Upload a picture" in words(app)
    assert not any("<figure>" in picture for picture in pictures(app))
    app.file_uploader[0].upload("me_1.jpg", photograph(), "image/jpeg").run()
    assert not app.exception
    assert "It was cropped to its central square." in words(app)
    assert [image.captions for image in app.get("image")] == [[r"me\_1.jpg, as you see it"]]
    assert any("What the encoder gets" in picture for picture in pictures(app))
    assert any("Your image" in picture for picture in pictures(app))


def test_a_file_that_is_no_image_is_one_sentence(app: AppTest) -> None:
    open_page(app, "augmentations", source="My own image")
    app.file_uploader[0].upload("notes.png", b"hello", "image/png").run()
    assert not app.exception
    assert [("can't be read as an image" in error.value) for error in app.error] == [True]


# Step by step


def strip(app: AppTest) -> list[str]:
    """What the strip of steps says under its pictures: it alone begins with "the image" in small letters."""
    found = (re.findall(r"<figcaption>(.*?)</figcaption>", picture) for picture in pictures(app))
    return next(captions for captions in found if captions[:1] == ["the image"])


def test_a_view_is_taken_apart_into_the_operations_that_acted(app: AppTest) -> None:
    open_page(app, "augmentations", view="4")
    parameters = drawn_parameters(Recipe())
    said = describe(parameters, 3)
    assert strip(app) == ["the image", *(f"{number} {what}" for number, what in enumerate(said, 1))]
    idle = [OPERATIONS[name].title.lower() for name, what in by_operation(parameters, 3).items() if not what]
    # What the usual recipe has no chance of is not due to the dice.
    never = ["blur", "solarise", "cutout"]
    chance = [title for title in idle if title not in never]
    assert chance and set(never) < set(idle)
    assert f"The dice left out: {', '.join(chance)}. This recipe never uses: {', '.join(never)}." in words(app)
    assert f"Step 1 of {len(said)}: **{said[0]}**" in words(app)


def drawn_parameters(recipe: Recipe) -> Parameters:
    return draw(recipe, VIEWS, generator(0, "page"))


def test_the_buttons_go_on_and_back_and_stop_at_the_ends(app: AppTest) -> None:
    open_page(app, "augmentations")
    last = len(strip(app)) - 1
    assert last > 2
    assert app.button(key="stage_Previous").disabled
    for step in range(2, last + 1):
        app.button(key="stage_Next").click().run()
        assert f"Step {step} of {last}" in words(app)
        assert app.query_params["stage"] == str(step)
    assert app.button(key="stage_Next").disabled
    app.button(key="stage_Previous").click().run()
    assert f"Step {last - 1} of {last}" in words(app)


def test_another_view_with_fewer_steps_is_seen_at_its_last(app: AppTest) -> None:
    counts = [len(describe(drawn_parameters(Recipe()), i)) for i in range(VIEWS)]
    most, least = counts.index(max(counts)), counts.index(min(counts))
    assert max(counts) > min(counts) > 0
    open_page(app, "augmentations", view=str(most + 1), stage=str(max(counts)))
    app.number_input(key="view").set_value(least + 1).run()
    assert not app.exception
    assert f"Step {min(counts)} of {min(counts)}" in words(app)


def test_a_view_that_nothing_was_done_to_says_so(app: AppTest) -> None:
    open_page(app, "augmentations", recipe="None")
    assert "Nothing was done to this view" in words(app)
    assert not [button for button in app.button if button.key == "stage_Next"]


def test_each_tab_is_opened_by_a_link_and_draws_nothing_of_the_others(app: AppTest) -> None:
    open_page(app, "augmentations", lab="Same or different?")
    assert not app.exception
    assert "One view, step by step" not in words(app)
    open_page(app, "augmentations", lab="What survives training?")
    assert not app.exception
    assert "One view, step by step" not in words(app)
