"""The short way to the first surprise, from where the button on Home leads; the journey's tests press that one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.label_budget.quick import quick_look
from ssl_demo.data.registry import load
from ssl_demo.runs.store import RunStore
from tests.browser.harness import Server, sound, until
from tests.pages.made_up_runs import make_run, untaught

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_finished_run_is_a_click_from_its_groups_and_two_from_the_labels_that_it_saves(
    server: Server, page: Page
) -> None:
    store = RunStore(server.runs)
    run = make_run(store, "done", name="It has ended")
    pixels = load(run.config.data.dataset).train.pixels
    for name, weights in untaught(pixels).items():
        run.save_checkpoint(name, weights)
    page.goto(f"{server.url}/train?run={run.id}")
    sound(page)
    page.get_by_role("button", name="See the groups that formed").click()
    expect(page.get_by_role("heading", name="Embeddings", exact=True)).to_be_visible()
    expect(page.get_by_role("application").first).to_be_visible()
    assert f"run={run.id}" in page.url

    page.go_back()
    sound(page)
    page.get_by_role("button", name="See how many labels it saves").click()
    expect(page.get_by_role("heading", name="Label budget", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="That's my guess")).to_be_visible()
    sound(page)
    assert store.list(kind="curve")[0].curve_config == quick_look(run.id)
    page.get_by_role("button", name="That's my guess").click()
    until(page, lambda: not store.list(kind="curve")[0].status.active)
    assert store.list(kind="curve")[0].status.state == "done"
    expect(page.get_by_text(re.compile(r"^With 1 label per class: self-supervised \d+\s%"))).to_be_visible()
    sound(page)
