"""The Augmentation lab in a real browser: an uploaded picture, a view step by step, and what an encoder says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from ssl_demo.runs.store import RunStore
from tests.browser.harness import Server, sound, until
from tests.pages.made_up_runs import make_untaught_run


@pytest.fixture(scope="module")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pictures") / "ball.jpg"
    picture = Image.new("RGB", (400, 300), (130, 180, 220))
    ImageDraw.Draw(picture).ellipse((120, 60, 300, 240), fill=(210, 60, 40))
    picture.save(file)
    return file


@pytest.fixture(scope="module")
def encoders(server: Server) -> None:
    """A finished run whose encoders have learned nothing: what they say is not what is tested here."""
    make_untaught_run(RunStore(server.runs))


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def test_an_uploaded_picture_is_taken_apart_and_shown_to_an_encoder(
    server: Server, page: Page, photograph: Path, encoders: None
) -> None:
    page.goto(f"{server.url}/augmentations")
    sound(page)
    page.get_by_role("radio", name="My own image").or_(page.get_by_role("button", name="My own image")).click()
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(photograph)
    expect(page.get_by_text("What the encoder gets: 32 × 32 pixels")).to_be_visible()
    expect(page.get_by_text("It was cropped to its central square.")).to_be_visible()

    expect(page.get_by_text("Step 1 of")).to_be_visible()
    for step in (2, 3):
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text(f"Step {step} of")).to_be_visible()
    until(page, lambda: "stage=3" in page.evaluate("() => location.search"), 30)
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_text("Step 2 of")).to_be_visible()
    sound(page)

    open_tab(page, "What does the encoder think?")
    expect(page.get_by_text("Most alike")).to_be_visible()
    expect(page.get_by_text("Your image")).to_have_count(1)  # the picture is still there
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    sound(page)
    for name in ("Same or different?", "What survives training?", "Views"):
        open_tab(page, name)
        sound(page)
    expect(page.get_by_text("What the encoder gets: 32 × 32 pixels")).to_be_visible()
    page.get_by_role("button", name="Take ball.jpg away").click()
    expect(page.get_by_text("Upload a picture, and everything on this page is done to it.")).to_be_visible()
    sound(page)


@pytest.mark.parametrize("where", ["augmentations?source=My+own+image", "good_features?match_from=My+own+image"])
def test_a_file_that_is_no_image_is_told_in_one_sentence(
    server: Server, page: Page, tmp_path: Path, where: str
) -> None:
    (tmp_path / "notes.png").write_text("hello")
    page.goto(f"{server.url}/{where}")
    sound(page)
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(tmp_path / "notes.png")
    expect(page.get_by_text("can't be read as an image")).to_be_visible()
    sound(page)


def test_the_value_of_a_slider_stands_on_one_line(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/augmentations")
    sound(page)
    values = page.locator('[data-testid="stSliderThumbValue"] p')
    expect(values).to_have_count(5)
    lines = values.evaluate_all("all => all.map(p => p.offsetHeight / parseFloat(getComputedStyle(p).lineHeight))")
    assert max(lines) < 1.5
