"""Good features in a real browser: a slider redraws the matches, and a click on a picture is heard at every level."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.browser.harness import Server, sound, until
from tests.pages.made_up_runs import make_untaught_run

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def run(server: Server) -> Run:
    """A finished run whose encoders have learned nothing: what they find is not what is tested here."""
    return make_untaught_run(RunStore(server.runs))


def test_a_slider_turns_the_twin_and_the_matches_with_it(server: Server, page: Page, run: Run) -> None:
    page.goto(f"{server.url}/good_features?run={run.id}")
    sound(page)
    board = page.get_by_role("img", name="SIFT")
    before = board.get_attribute("aria-label")
    page.get_by_role("slider", name="Rotation").press("ArrowRight")
    until(page, lambda: "rotation=" in page.evaluate("() => location.search"), 30)
    until(page, lambda: board.get_attribute("aria-label") != before, 30)
    sound(page)

    page.get_by_role("button", name="Undo all changes").click()
    expect(page.get_by_text("SIFT: 100\u00a0% of")).to_be_visible()
    page.get_by_role("radio", name="Self-supervised").or_(page.get_by_role("button", name="Self-supervised")).click()
    expect(page.get_by_text("100\u00a0% of 350 matches are right")).to_be_visible()
    sound(page)


def test_a_click_and_an_arrow_key_point_at_a_pixel_and_a_link_brings_it_back(
    server: Server, page: Page, run: Run
) -> None:
    page.goto(f"{server.url}/good_features?run={run.id}&good=Feature+pyramid")
    sound(page)
    picture = page.get_by_role("application", name="The cross is on the pixel")
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    until(page, lambda: "pixel=" in page.evaluate("() => location.search"), 30)
    column, row = place(page)
    assert abs(column / 256 - 0.25) < 0.02 and abs(row / 256 - 0.75) < 0.02
    sound(page)

    page.keyboard.press("Shift+ArrowRight")
    until(page, lambda: place(page) == (column + 1, row), 30)
    page.reload()
    sound(page)
    expect(page.get_by_text("Which places are like the one you point at?")).to_be_visible()
    assert place(page) == (column + 1, row)


def place(page: Page) -> tuple[int, int]:
    column, row = page.evaluate("() => new URLSearchParams(location.search).get('pixel')").split(",")
    return int(column), int(row)
