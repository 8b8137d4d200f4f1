"""The journey as a learner takes it, in a real browser: each test goes on where the one before it left off."""

from __future__ import annotations

import os
import re
import signal
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from playwright.sync_api import Page, expect

from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.browser.harness import STEPS, Server, sound, until

pytestmark = pytest.mark.timeout(600)  # a busy machine trains for minutes what a quiet one does in seconds

SHORT = {"images": "1000", "encoder": "S · 0.2 million weights", "budget": "20 seconds"}


def go(page: Page, server: Server, path: str = "", **query: str) -> None:
    page.goto(f"{server.url}/{path}?{urlencode(query)}")
    sound(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def visible(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def newest(server: Server) -> Run:
    return RunStore(server.runs).list()[0]


def address(page: Page) -> str:
    """What the address bar carries; Playwright's own `url` lags behind what a page's script has changed."""
    return str(page.evaluate("() => location.search"))


def train(page: Page, server: Server, **settings: str) -> Run:
    """Start a run from the Train page and wait for its first loss."""
    go(page, server, "train", **(SHORT | settings))
    before = {run.id for run in RunStore(server.runs).list()}
    press(page, "Train")
    until(page, lambda: newest(server).id not in before)
    run = newest(server)
    until(page, lambda: any(event["type"] == "step" for event in run.events()[0]))
    visible(page, "Time left")
    return run


def test_home_opens_with_no_data_on_disk_and_no_network(server: Server, page: Page) -> None:
    go(page, server)
    expect(page.get_by_role("heading", name="See self-supervised learning happen")).to_be_visible()
    expect(page.get_by_text("CIFAR-100", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Download")).first).to_be_visible()


def test_the_one_button_starts_a_run_that_can_be_watched_and_stopped(server: Server, page: Page) -> None:
    go(page, server)
    page.get_by_role("button", name="Train on Scenes for one minute").click()
    expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    visible(page, "Time left")
    press(page, "Stop")
    visible(page, "It was stopped by hand.")
    assert newest(server).status.state == "cancelled"


def test_a_run_survives_a_reload_and_is_seen_in_a_second_tab(server: Server, page: Page) -> None:
    run = train(page, server)
    page.reload()
    sound(page)
    assert run.id in address(page)
    visible(page, "Time left")

    second = page.context.new_page()
    second.goto(f"{server.url}/train")
    sound(second)
    visible(second, "Time left")
    second.close()

    until(page, lambda: run.status.state == "done")
    visible(page, "See the groups that formed")
    assert run.status.total_steps == STEPS
    assert run.status.figures["knn"] > run.status.figures["untrained_knn"]


def test_the_map_shows_the_neighbours_of_a_clicked_image(server: Server, page: Page) -> None:
    go(page, server, "embeddings")
    visible(page, "share its class")
    canvas = page.get_by_role("application")
    box = canvas.bounding_box()
    assert box is not None
    thumbnail = page.locator(".tip")
    for across, down in product(range(20, int(box["width"]), 20), range(20, int(box["height"]), 20)):
        page.mouse.move(box["x"] + across, box["y"] + down)
        if thumbnail.is_visible():
            break
    page.mouse.down()
    page.mouse.up()
    until(page, lambda: "image=" in address(page))
    sound(page)

    # The link shows its reader the same image.
    shared = page.context.new_page()
    shared.goto(f"{server.url}/embeddings{address(page)}")
    sound(shared)
    assert address(shared) == address(page)
    shared.close()


def test_the_training_is_played_and_a_lasso_brings_its_images_to_take_along(server: Server, page: Page) -> None:
    run = newest(server)
    go(page, server, "embeddings")
    moment = page.get_by_role("slider", name="Moment of training")
    moment.press("Home")
    until(page, lambda: "step=untrained" in address(page))
    sound(page)
    visible(page, "Untrained: ")
    press(page, "Play the training")
    until(page, lambda: "step=" not in address(page))
    expect(moment).to_have_attribute("aria-valuenow", str(len(run.snapshots()) - 1))

    press(page, "Lasso")
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    left, top, right, bottom = box["x"] + 3, box["y"] + 3, box["x"] + box["width"] - 3, box["y"] + box["height"] - 3
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom)):
        page.mouse.move(x, y, steps=5)
    page.mouse.up()
    visible(page, f"of these {len(run.snapshot(0)['index']):,} images are of one class")
    with page.expect_download() as waiting:
        press(page, "CSV")
    rows = Path(waiting.value.path()).read_text().splitlines()
    assert rows[0] == "image,training_image,class,x,y"
    assert len(rows) == 1 + len(run.snapshot(0)["index"])
    sound(page)


def test_the_label_budget_is_computed_point_by_point_and_kept(server: Server, page: Page) -> None:
    run = newest(server)
    go(page, server, "label_budget")
    visible(page, "Left out: 500 labels per class.")
    for name, missing in (
        ("50", 84),  # of 100 labels, which are all, frozen features need one draw
        ("100", 72),
        ("Supervised from scratch", 63),
        ("k-means patches", 54),
        ("HOG", 45),
        ("Nearest neighbours", 36),
    ):
        press(page, name)  # it was pressed before, so this takes it out
        visible(page, f"{missing} measurements are missing")
    press(page, "Compute the missing points")
    # While it is computed, the curve is guessed.
    point = page.get_by_role("slider", name=re.compile("10 labels per class"))
    point.focus()
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="That's my guess").click()
    visible(page, "Your guess")
    until(page, lambda: len(run.results("label_curve")) == 36)
    visible(page, "Everything chosen here is measured.")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    contenders = {"ssl", "finetuned", "untrained", "pixels"}
    assert {row["contender"] for row in run.results("label_curve")} == contenders
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG").click()
    assert waiting.value.suggested_filename == "label_budget.svg"

    page.reload()
    sound(page)
    visible(page, "Everything chosen here is measured.")
    visible(page, "gains")


def test_a_run_is_exported_deleted_brought_back_and_imported(server: Server, page: Page) -> None:
    go(page, server, "runs")
    run, before = newest(server), len(RunStore(server.runs).list())
    with page.expect_download() as waiting:
        press(page, "Export")
    assert waiting.value.suggested_filename == f"{run.id}.zip"
    file = server.home / "exported.zip"
    waiting.value.save_as(file)

    press(page, "Delete")
    until(page, lambda: run.id not in [r.id for r in RunStore(server.runs).list()])
    press(page, "Undo")
    until(page, lambda: run.id in [r.id for r in RunStore(server.runs).list()])

    page.locator('input[type="file"]').first.set_input_files(file)
    until(page, lambda: len(RunStore(server.runs).list()) == before + 1)
    sound(page)


def test_a_run_goes_on_after_a_pause_and_after_its_worker_was_killed(server: Server, page: Page) -> None:
    run = train(page, server, budget="2 minutes")
    press(page, "Pause")
    page.get_by_role("button", name=re.compile("Resume at step")).click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()

    until(page, lambda: run.status.state == "running" and run.status.phase == "training")
    worker, reached = run.status.pid, run.status.step
    assert worker is not None and reached is not None
    os.kill(worker, signal.SIGKILL)
    visible(page, "was killed")
    page.get_by_role("button", name=re.compile("Resume at step")).click()
    until(page, lambda: run.status.state == "running" and (run.status.step or 0) > reached)
    press(page, "Stop")
    visible(page, "It was stopped by hand.")


def test_links_that_ask_for_the_impossible_are_answered_in_a_sentence(server: Server, page: Page) -> None:
    go(page, server, "train", run="nobody", images="-5", budget="1 century")
    visible(page, "There is no run “nobody” here")
    visible(page, "The link asks for")


def workers(server: Server) -> list[int]:
    """The processes that work, or wait for work, on this server's runs."""
    found = psutil.process_iter(["pid", "cmdline"])
    return [process.pid for process in found if str(server.runs) in (process.info["cmdline"] or [])]


def test_a_server_that_is_killed_leaves_no_orphan_and_no_run_that_claims_to_be_running(
    server: Server, page: Page
) -> None:
    run = train(page, server)
    assert workers(server)
    server.stop(kill=True)
    until(page, lambda: run.status.state == "paused")
    until(page, lambda: not workers(server))
    server.start()
    go(page, server, "train", run=run.id)
    expect(page.get_by_role("button", name=re.compile("Resume at step"))).to_be_visible()
