"""From the family tree to a broken run, in a real browser: each test goes on where the one before it left off."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from ssl_demo.runs.store import RunStore
from tests.browser.harness import STEPS, Server, sound, until

pytestmark = pytest.mark.timeout(600)  # a busy machine trains for minutes what a quiet one does in seconds

BROKEN = {"lab_method": "SimCLR", "lab_break": "Remove the negatives", "lab_images": "1,000"}


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_a_leaf_of_the_tree_opens_its_card_and_the_card_leads_to_the_lab(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/methods")
    sound(page)
    heading(page, "SimCLR")
    page.get_by_role("button", name=re.compile("^BYOL")).click()
    heading(page, "BYOL")
    expect(page.get_by_role("button", name=re.compile("^BYOL"))).to_have_attribute("aria-current", "true")
    until(page, lambda: "method=BYOL" in page.evaluate("() => location.search"))
    page.get_by_role("button", name="Break it in the lab").click()
    heading(page, "Collapse lab")
    expect(
        page.get_by_role("radio", name="Remove the stop-gradient").or_(
            page.get_by_role("button", name="Remove the stop-gradient")
        )
    ).to_be_visible()
    sound(page)


def test_a_card_leads_to_the_train_page_with_its_method_chosen(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/methods?method=VICReg")
    sound(page)
    page.get_by_role("button", name="Train this").click()
    heading(page, "Train")
    expect(page.get_by_text("Settings of VICReg")).to_be_visible()


def test_simclr_without_negatives_is_seen_to_collapse_beside_its_healthy_twin(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/collapse_lab?{urlencode(BROKEN)}")
    sound(page)
    page.get_by_role("button", name="Break it", exact=True).click()
    store = RunStore(server.runs)
    until(page, lambda: len(store.list()) == 2 and all(run.status.state == "done" for run in store.list()), 480)
    expect(page.get_by_text("Complete collapse").first).to_be_visible()
    expect(page.get_by_text("Healthy").first).to_be_visible()
    assert {run.status.total_steps for run in store.list()} == {STEPS}
    sound(page)
