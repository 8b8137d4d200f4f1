"""The journey as a learner takes it, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, sound


def test_home_opens_with_no_data_on_disk_and_no_network(server: Server, page: Page) -> None:
    page.goto(server.url)
    sound(page)
    expect(page.get_by_role("heading", name="See self-supervised learning happen")).to_be_visible()
    expect(page.get_by_text("CIFAR-100", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Download")).first).to_be_visible()


def test_the_one_button_starts_a_run_whose_link_leads_back_to_it(server: Server, page: Page) -> None:
    page.goto(server.url)
    sound(page)
    page.get_by_role("button", name="Train on Scenes for one minute").click()
    expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    page.wait_for_function("() => location.search.includes('run=')")
    page.reload()
    sound(page)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
