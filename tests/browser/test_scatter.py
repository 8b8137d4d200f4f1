"""The map of images under a mouse, fingers and keys, in a real browser, on a small page of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.palette import class_colour
from tests.browser.harness import Server, serving_script, settled, sound, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def script() -> None:
    import streamlit as st
    import torch

    from app.scatter import scatter
    from app.scatter.colouring import by_kind
    from app.scatter.film import Film
    from app.scatter.heard import Heard, heard_from

    # Four images at the corners of a square; in the last moment they have changed places.
    corners = torch.tensor([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    frames = [corners, corners.flip(0)]
    if "uneven" in st.query_params:
        frames.insert(1, corners.roll(1, 0))
    groups = by_kind([0, 1, 0, 1], ["<b>cat</b>", "dog"])
    pictures = torch.arange(4).view(4, 1, 1, 1).expand(4, 3, 32, 32).mul(60).to(torch.uint8)
    steps, others = ([0, 40], [0, 10]) if len(frames) == 2 else ([0, 12, 40], [0, 5, 10])
    film = Film(
        steps,
        ["untrained", *(f"step {n}" for n in steps[1:])],
        frames,
        (0.25, 0.75) if len(frames) == 2 else (0.25, 0.5, 0.75),
        "kNN",
    )
    other = Film(others, ["untrained", *(f"step {n}" for n in others[1:])], frames, [0.25] * len(frames), "kNN")
    solid = "solid" in st.query_params
    now = heard_from("pair", 4) or Heard()
    for column, key, shown in zip(st.columns(2), ("left", "right"), (film, other), strict=True):
        with column:
            points = torch.cat([corners, corners[:, :1]], dim=1) if solid else frames[1]
            heard = scatter(
                points,
                groups,
                pictures,
                key=key,
                height=300,
                film=None if solid else shown,
                at=now.moment(shown.steps, key),
                link="pair",
                lasso=True,
            )
    st.text(f"heard {heard.picked} {heard.chosen} {heard.of} {heard.step}")
    st.button("Run again")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving_script(script, tmp_path_factory.mktemp("page")) as server:
        yield server


@pytest.fixture
def maps(server: Server, page: Page) -> Page:
    return opened(page, server)


def opened(page: Page, server: Server, query: str = "") -> Page:
    page.goto(server.url + query)
    sound(page)
    expect(page.get_by_role("application")).to_have_count(2)
    until(page, lambda: all(box["width"] > 100 for box in map(place, page.get_by_role("application").all())), 20)
    return page


def place(map_: Locator) -> dict[str, float]:
    box = map_.bounding_box()
    assert box is not None
    return dict(box)


def spot(page: Page, image: int, which: int = 0, moment: int = 1) -> tuple[float, float]:
    """Where an image is drawn, by the geometry of the page above."""
    box = place(page.get_by_role("application").nth(which))
    x, y = [(0, 0), (1, 0), (1, 1), (0, 1)][image if moment == 0 else 3 - image]
    unit = min(box["width"], box["height"]) - 36
    return box["x"] + box["width"] / 2 + (x - 0.5) * unit, box["y"] + box["height"] / 2 - (y - 0.5) * unit


def heard(page: Page, picked: int | None, chosen: tuple[int, ...] = (), rest: str = "") -> None:
    expect(page.get_by_text(f"heard {picked} {chosen} {rest}".strip())).to_be_visible()


def tips(page: Page) -> list[str]:
    return [tip.inner_text().strip() for tip in page.locator(".tip").all() if tip.is_visible()]


def draw(page: Page, *corners: tuple[float, float]) -> None:
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=6)
    page.mouse.up()


def around(page: Page, image: int) -> list[tuple[float, float]]:
    x, y = spot(page, image)
    return [(x - 15, y - 15), (x + 15, y - 15), (x + 15, y + 15), (x - 15, y + 15)]


HIDDEN = """addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  style.id = "hidden";
  style.textContent = "#root { display: none }";
  document.head.append(style);
})"""
PAINTED = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part)"


def test_a_map_that_has_no_room_yet_is_drawn_once_it_has(server: Server, page: Page) -> None:
    page.add_init_script(HIDDEN)
    page.goto(server.url)
    points = page.locator("canvas.points")
    expect(points).to_have_count(2)
    page.wait_for_timeout(500)  # frames in which it must not be drawn; an error of one fails the test
    page.evaluate("document.getElementById('hidden').remove()")
    sound(page)
    until(page, lambda: all(canvas.evaluate(PAINTED) for canvas in points.all()), 20)


def test_pointing_at_an_image_shows_it_in_both_maps_and_its_name_is_text(maps: Page) -> None:
    maps.mouse.move(*spot(maps, 2))
    until(maps, lambda: tips(maps) == ["<b>cat</b> · number 2"] * 2, 20)
    colours = maps.locator(".tip canvas").evaluate_all(
        "all => all.map(c => [...c.getContext('2d').getImageData(5, 5, 1, 1).data])"
    )
    assert all(abs(value - 120) <= 3 for colour in colours for value in colour[:3])
    maps.mouse.move(5, 5)
    until(maps, lambda: not tips(maps), 20)


def test_a_click_picks_for_both_and_a_second_one_lets_go(maps: Page) -> None:
    maps.mouse.click(*spot(maps, 1, which=1))
    heard(maps, 1)
    sound(maps)
    maps.mouse.click(*spot(maps, 1, which=0))
    heard(maps, None)


def test_a_lasso_chooses_what_lies_inside_and_one_around_nothing_says_so(maps: Page) -> None:
    maps.get_by_role("button", name="Lasso").first.click()
    draw(maps, *around(maps, 3))
    heard(maps, None, (3,))
    left, right = spot(maps, 3), spot(maps, 1)
    middle = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    draw(maps, middle, (middle[0] + 20, middle[1]), (middle[0] + 20, middle[1] + 20))
    expect(maps.get_by_text("No image lies inside").first).to_be_visible()
    maps.wait_for_timeout(300)
    heard(maps, None, (3,))  # nothing is lost
    maps.keyboard.press("Escape")
    maps.keyboard.press("Escape")
    heard(maps, None, ())


def test_shift_draws_a_lasso_too_and_only_around_the_highlighted_group(maps: Page) -> None:
    maps.get_by_role("button", name="dog").first.click()
    a, c = spot(maps, 3), spot(maps, 1)
    maps.keyboard.down("Shift")
    draw(
        maps,
        (min(a[0], c[0]) - 15, min(a[1], c[1]) - 15),
        (max(a[0], c[0]) + 15, min(a[1], c[1]) - 15),
        (max(a[0], c[0]) + 15, max(a[1], c[1]) + 15),
        (min(a[0], c[0]) - 15, max(a[1], c[1]) + 15),
    )
    maps.keyboard.up("Shift")
    heard(maps, None, (1, 3))


def test_keys_reach_every_image_choose_whole_groups_and_let_go(maps: Page) -> None:
    canvas = maps.get_by_role("application").first
    canvas.focus()
    maps.keyboard.press("ArrowRight")
    expect(maps.locator(".tip").first).to_contain_text("number 0")
    maps.keyboard.press("Enter")
    heard(maps, 0)
    maps.keyboard.press("g")
    heard(maps, 0, (0, 2))
    maps.keyboard.press(" ")
    heard(maps, 0, (2,))
    maps.keyboard.press("Escape")
    heard(maps, 0, ())
    # Under the first image lies another, and right of that one a third.
    maps.keyboard.press("ArrowRight")
    expect(maps.locator(".tip").first).not_to_contain_text("number 0")


def test_the_moment_is_moved_by_keys_and_the_other_map_goes_along(maps: Page) -> None:
    sliders = maps.get_by_role("slider")
    expect(sliders).to_have_count(2)
    expect(sliders.first).to_have_attribute("aria-valuetext", "step 40 · kNN 75 %")
    sliders.first.press("Home")
    expect(sliders.first).to_have_attribute("aria-valuetext", "untrained · kNN 25 %")
    expect(sliders.nth(1)).to_have_attribute("aria-valuetext", "untrained · kNN 25 %")
    heard(maps, None, (), "left 0")
    maps.mouse.move(*spot(maps, 2, which=1, moment=0))
    until(maps, lambda: tips(maps) == ["<b>cat</b> · number 2"] * 2, 20)


def test_a_hand_drags_the_moment_and_it_snaps_to_the_nearest(maps: Page) -> None:
    box = place(maps.get_by_role("slider").first)
    y = box["y"] + box["height"] / 2
    maps.mouse.move(box["x"] + box["width"] - 10, y)
    maps.mouse.down()
    maps.mouse.move(box["x"] + 0.2 * box["width"], y, steps=5)
    expect(maps.get_by_role("slider").first).to_have_attribute("aria-valuenow", "0")
    maps.mouse.up()
    heard(maps, None, (), "left 0")
    expect(maps.locator(".when").first).to_have_text("untrained · kNN 25 %")


def test_play_goes_from_the_start_to_the_end_and_tells_python_once_it_is_there(maps: Page) -> None:
    maps.get_by_role("slider").first.press("Home")
    heard(maps, None, (), "left 0")
    maps.get_by_role("button", name="Play the training").first.click()
    heard(maps, None, (), "left None")
    expect(maps.get_by_role("slider").first).to_have_attribute("aria-valuenow", "1")
    expect(maps.get_by_role("button", name="Play the training")).to_have_count(2)


def test_of_films_with_other_moments_each_stays_at_its_own_while_one_points_and_picks(
    server: Server, page: Page
) -> None:
    maps = opened(page, server, "/?uneven=1")
    sliders = maps.get_by_role("slider")
    sliders.first.press("ArrowLeft")
    expect(sliders.first).to_have_attribute("aria-valuetext", "step 12 · kNN 50 %")
    expect(sliders.nth(1)).to_have_attribute("aria-valuetext", "step 5 · kNN 25 %")
    heard(maps, None, (), "left 12")
    place_of_handle = maps.locator(".handle").nth(1).get_attribute("cx")
    box = place(maps.get_by_role("application").first)
    maps.mouse.move(box["x"] + 40, box["y"] + 20)
    maps.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=5)
    maps.wait_for_timeout(200)
    assert maps.locator(".handle").nth(1).get_attribute("cx") == place_of_handle
    other = place(maps.get_by_role("application").nth(1))
    unit = min(other["width"], other["height"]) - 36
    middle = other["x"] + other["width"] / 2, other["y"] + other["height"] / 2
    maps.mouse.click(middle[0] - unit / 2, middle[1] + unit / 2)
    expect(maps.get_by_text(re.compile(r"^heard \d \(\) left 12$"))).to_be_visible()
    expect(sliders.first).to_have_attribute("aria-valuetext", "step 12 · kNN 50 %")


def test_keys_that_the_browser_needs_are_left_to_it(maps: Page) -> None:
    canvas, slider = maps.get_by_role("application").first, maps.get_by_role("slider").first
    kept = "e => { window.kept = e.defaultPrevented; }"
    maps.evaluate(f"() => document.addEventListener('keydown', {kept})")
    for target, key in (
        (canvas, "Control+="),
        (canvas, "Control+0"),
        (canvas, "Alt+ArrowLeft"),
        (slider, "Alt+ArrowLeft"),
    ):
        target.focus()
        maps.keyboard.press(key)
        assert maps.evaluate("() => window.kept") is False, key
    expect(slider).to_have_attribute("aria-valuenow", "1")
    canvas.focus()
    maps.keyboard.press("+")
    assert maps.evaluate("() => window.kept") is True


def test_the_map_is_saved_as_it_is_seen_with_its_legend(maps: Page, tmp_path: Path) -> None:
    with maps.expect_download() as waiting:
        maps.get_by_role("button", name="Save as a picture").first.click()
    assert waiting.value.suggested_filename == "map.png"
    waiting.value.save_as(tmp_path / "map.png")
    box = place(maps.get_by_role("application").first)
    with Image.open(tmp_path / "map.png") as picture:
        assert picture.width == int(box["width"])
        assert picture.height > box["height"] + 20
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
        below = picture.convert("RGB").crop((0, int(box["height"]) + 2, picture.width, picture.height))
        assert len(below.getcolors(1 << 20)) > 10  # markers and letters
    assert {(255, 255, 255), tuple(bytes.fromhex(class_colour(0)[1:]))} <= colours


def test_a_right_click_picks_nothing(maps: Page) -> None:
    maps.mouse.click(*spot(maps, 2), button="right")
    maps.wait_for_timeout(300)
    maps.keyboard.press("Escape")
    heard(maps, None)
    maps.mouse.click(*spot(maps, 2))
    heard(maps, 2)


def test_between_two_moments_points_are_on_their_way(server: Server, page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    maps = opened(page, server)
    maps.get_by_role("slider").first.press("Home")
    heard(maps, None, (), "left 0")
    places = set()
    maps.get_by_role("button", name="Play the training").first.click()
    for _ in range(12):
        places.add(maps.locator(".handle").first.get_attribute("cx"))
        maps.wait_for_timeout(50)
    heard(maps, None, (), "left None")
    assert len(places) > 3


def test_zoom_and_place_stay_when_python_sends_the_map_again(maps: Page) -> None:
    canvas = maps.get_by_role("application").first
    canvas.focus()
    for key in ("+", "+", "Shift+ArrowRight", "Shift+ArrowUp"):
        maps.keyboard.press(key)
    maps.wait_for_timeout(300)
    before = canvas.evaluate("c => c.toDataURL()")
    maps.get_by_role("button", name="Run again").click()
    settled(maps)
    maps.wait_for_timeout(500)
    canvas.focus()
    maps.wait_for_timeout(200)
    assert canvas.evaluate("c => c.toDataURL()") == before
    maps.keyboard.press("0")
    maps.wait_for_timeout(300)
    assert canvas.evaluate("c => c.toDataURL()") != before


def test_fingers_pick_and_pinch_and_leave_the_page_its_scrolling(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    maps = opened(page, server)
    finger = maps.context.new_cdp_session(maps)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", spot(maps, 2))
    touch("touchEnd")
    heard(maps, 2)
    before = maps.get_by_role("application").first.evaluate("c => c.toDataURL()")
    x, y = spot(maps, 2)
    touch("touchStart", (x - 20, y), (x + 20, y))
    for by in range(20, 80, 10):
        touch("touchMove", (x - by, y), (x + by, y))
    touch("touchEnd")
    maps.wait_for_timeout(300)
    assert maps.get_by_role("application").first.evaluate("c => c.toDataURL()") != before
    expect(maps.locator(".scatter.zoomed")).to_have_count(1)


def test_a_solid_map_is_turned_by_dragging_and_by_keys(server: Server, page: Page) -> None:
    maps = opened(page, server, "/?solid=1")
    canvas = maps.get_by_role("application").first
    box = place(canvas)
    maps.mouse.move(5, 5)
    maps.wait_for_timeout(300)
    first = canvas.evaluate("c => c.toDataURL()")
    draw(maps, (box["x"] + 30, box["y"] + 150), (box["x"] + 130, box["y"] + 170))
    maps.mouse.move(5, 5)
    maps.wait_for_timeout(300)
    second = canvas.evaluate("c => c.toDataURL()")
    assert second != first
    heard(maps, None)
    canvas.focus()
    maps.keyboard.press("Shift+ArrowLeft")
    maps.wait_for_timeout(300)
    assert canvas.evaluate("c => c.toDataURL()") != second


def test_a_screen_reader_hears_what_the_map_is_and_how_well_its_groups_hold_together(maps: Page) -> None:
    canvas = maps.get_by_role("application").first
    expect(canvas).to_have_accessible_name(re.compile(r"4 points in 2 groups: <b>cat</b>, dog\. Arrow keys"))
    expect(canvas).to_have_accessible_description(
        "Of the ten points nearest to a point, so many are of its own kind: <b>cat</b> 33 %, dog 33 %."
    )
