"""One task or all?, in a real browser: a small matrix is trained, stopped on the way, and its cells open."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ssl_demo.jobs.transfer import matrix_rows
from ssl_demo.runs.store import RunStore
from tests.browser.harness import Server, sound, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SMALL = "transfer_views=1024&transfer_seeds=1&transfer_guess=no"
"""Four steps of training for each encoder without labels: what comes out is not what is tested here."""


def test_a_matrix_is_stopped_goes_on_with_what_it_has_survives_a_reload_and_opens_its_cells(
    server: Server, page: Page, tmp_path: Path
) -> None:
    store = RunStore(server.runs)
    page.goto(f"{server.url}/transfer?{SMALL}")
    sound(page)
    page.get_by_role("button", name="Train and probe all encoders").click()
    expect(page.get_by_text("encoders measured")).to_be_visible(timeout=120_000)
    table = page.get_by_label("Transfer matrix: how well each encoder serves each task")
    expect(table.get_by_role("button", name="Untrained, task class")).to_be_visible()

    (run,) = store.list(kind="transfer")
    until(page, lambda: bool(matrix_rows(run)), 120)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The matrix is paused.")).to_be_visible()
    kept = matrix_rows(run)
    assert 6 <= len(kept) < 9 * 6
    sound(page)
    page.get_by_role("button", name="Resume").click()
    until(page, lambda: len(matrix_rows(run)) > len(kept), 120)
    assert matrix_rows(run)[: len(kept)] == kept
    sound(page)

    page.reload()
    until(page, lambda: run.status.state == "done", 120)
    expect(page.get_by_text("This matrix is ready")).to_be_visible()
    assert len(store.list(kind="transfer")) == 1
    sound(page)

    cell = table.get_by_role("button", name="Specialist: box, task box")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Specialist: box → box")).to_be_visible()
    expect(page.get_by_text("How many labels does it take?")).to_be_visible()
    until(page, lambda: "transfer_cell=box%2Cbox" in page.evaluate("() => location.search"), 30)
    sound(page)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Specialist: box → colour")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    download.value.save_as(tmp_path / "matrix.csv")
    with (tmp_path / "matrix.csv").open() as file:
        assert len(list(csv.DictReader(file))) == 9 * 6
    sound(page)

    page.get_by_role("tab", name="Shape or surface?").click()
    expect(page.get_by_text("What they go by")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    sound(page)
