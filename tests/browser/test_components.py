"""The guessed curve and the buttons that save a picture, in a real browser, on a small page of their own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness import Server, serving_script, sound

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def script() -> None:
    import plotly.graph_objects as go
    import streamlit as st

    from app.export import image_buttons
    from app.guess import guess_curve

    counts = (1, 2, 3, 5, 10, 20, 50, 100, 200, 1000)
    guess = guess_curve(counts, None, key="guess", chance=0.1, colour="#0B62E0", title="Your guess")
    st.text(f"guessed {guess}")
    st.text(f"run {st.session_state.setdefault('runs', 0)}")
    st.session_state["runs"] += 1
    st.button("Run again")
    figure = go.Figure(go.Scatter(x=[1, 10, 100], y=[0.2, 0.4, 0.7], name="the trace of cats & dogs", showlegend=True))
    if "empty" not in st.query_params:
        st.plotly_chart(figure)
    image_buttons(figure, "my_curve", key="export")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose app is the script above, with the real app's parts and theme."""
    with serving_script(script, tmp_path_factory.mktemp("page")) as server:
        yield server


def opened(page: Page, server: Server, path: str = "") -> Page:
    page.goto(server.url + path)
    sound(page)
    expect(page.get_by_role("slider")).to_have_count(3)
    return page


def point(page: Page, count: int) -> Locator:
    return page.get_by_role("slider", name=re.compile(f"^Accuracy with {count:,} label"))


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def level(page: Page, words: str) -> float:
    """How far down the page a number on the accuracy axis stands."""
    return middle(page.locator("svg.chart").get_by_text(words, exact=True).first)[1]


def guessed(page: Page, *accuracies: float) -> None:
    expect(page.get_by_text(f"guessed {accuracies}", exact=True)).to_be_visible()


def test_a_point_follows_the_mouse_by_the_axis_and_python_hears_of_it_when_it_is_let_go(
    server: Server, page: Page
) -> None:
    opened(page, server)
    guessed(page, 0.5, 0.5, 0.5)
    x, y = middle(point(page, 1000))
    up = level(page, "100 %") - level(page, "75 %")  # a quarter of the axis
    page.mouse.move(x + 5, y + 5)
    page.mouse.down()
    page.mouse.move(x + 60, y + 5 + up, steps=5)
    expect(point(page, 1000)).to_have_attribute("aria-valuenow", "75")
    sound(page)
    guessed(page, 0.5, 0.5, 0.5)
    page.mouse.up()
    guessed(page, 0.5, 0.5, 0.75)

    page.mouse.move(*middle(point(page, 1)))
    page.mouse.down()
    page.mouse.move(x, 890, steps=3)
    page.mouse.up()
    guessed(page, 0.0, 0.5, 0.75)


def test_keys_move_a_point_and_none_is_lost_while_the_script_runs(server: Server, page: Page) -> None:
    opened(page, server)
    point(page, 1).focus()
    page.keyboard.press("Tab")
    expect(point(page, 20)).to_be_focused()
    for key in ("ArrowUp", "ArrowRight", "ArrowUp", "PageDown", "ArrowDown", "PageUp", "PageUp", "ArrowLeft"):
        page.keyboard.press(key)
    guessed(page, 0.5, 0.61, 0.5)
    expect(point(page, 20)).to_have_attribute("aria-valuetext", "61\u00a0%")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    guessed(page, 0.5, 1.0, 0.5)


def test_a_guess_outlives_a_rerun(server: Server, page: Page) -> None:
    opened(page, server)
    point(page, 1000).press("PageUp")
    guessed(page, 0.5, 0.5, 0.6)
    run = page.get_by_text(re.compile(r"^run \d+$")).inner_text()
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text(run, exact=True)).to_have_count(0)
    sound(page)
    guessed(page, 0.5, 0.5, 0.6)
    expect(point(page, 1000)).to_have_attribute("aria-valuenow", "60")


def swipe(page: Page, x: float, y: float, by: float) -> None:
    """One finger, put down, moved up or down, and lifted."""
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        place = {"x": x, "y": y + by * step / 10}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [place]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)


def test_a_finger_moves_a_point_and_beside_the_points_the_page(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    opened(page, server)
    box = point(page, 20).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 40
    scrolled = "() => document.querySelector('[data-testid=stMain]').scrollTop"
    x, y = middle(point(page, 20))
    swipe(page, x, y, level(page, "100 %") - level(page, "75 %"))
    guessed(page, 0.5, 0.75, 0.5)
    assert page.evaluate(scrolled) == 0
    swipe(page, x, y, -100)  # the point is no longer here
    assert page.evaluate(scrolled) > 0
    guessed(page, 0.5, 0.75, 0.5)


@pytest.mark.parametrize("width", [330, 390, 1300])
def test_the_words_under_the_axis_never_touch_and_the_chart_fits_the_page(
    server: Server, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": 1000, "height": 900})
    opened(page, server)
    page.set_viewport_size({"width": width, "height": 900})
    chart = page.locator("svg.chart")
    expect(chart).to_be_visible()
    page.wait_for_timeout(300)
    boxes = (
        chart.locator("text")
        .filter(has_text=re.compile(r"^[\d,]+$"))
        .evaluate_all("all => all.map(text => text.getBoundingClientRect()).map(({ left, right }) => [left, right])")
    )
    assert len(boxes) >= 5
    assert all(right + 4 <= left for (_, right), (left, _) in pairwise(sorted(boxes)))
    assert min(left for left, _ in boxes) > 0
    assert max(right for _, right in boxes) < width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_dark_on_white_in_either_theme(server: Server, page: Page, tmp_path: Path, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    opened(page, server)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    for kind in ("PNG", "SVG"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=kind, exact=True).click()
        assert waiting.value.suggested_filename == f"my_curve.{kind.lower()}"
        waiting.value.save_as(tmp_path / waiting.value.suggested_filename)

    assert (tmp_path / "my_curve.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    with Image.open(tmp_path / "my_curve.png") as picture:
        assert picture.size == (2400, 1350)
        assert picture.convert("RGBA").getpixel((2, 2)) == (255, 255, 255, 255)

    drawing = ET.parse(tmp_path / "my_curve.svg").getroot()
    assert (drawing.get("width"), drawing.get("height")) == ("1200", "675")
    words = {"".join(text.itertext()): text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
    name = words["the trace of cats & dogs"]
    assert "fill: rgb(38, 39, 48)" in (name.get("style") or "")


def test_before_a_chart_is_there_the_buttons_ask_for_patience(server: Server, page: Page) -> None:
    opened(page, server, "/?empty=1")
    page.get_by_role("button", name="PNG", exact=True).click()
    expect(
        page.get_by_role("status").get_by_text("The picture isn't drawn yet; try again in a moment.")
    ).to_be_visible()
