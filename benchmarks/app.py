"""The app as it is felt: how long a person waits for it, and what memory it takes.

The app is started on an empty folder and used in Chromium. The first loss is on screen when its chart is: after Train
is pressed as soon as the first page is there, and again later. While a run of the default settings trains, pages are
opened and their settings changed, one after the other; each interaction is timed in the browser, from the click until
what was asked for is on the page and its script has ended. Memory is the largest resident set seen. Time per step is
the middle of many, taken in turns on 5,000 and on 50,000 images (10,000 of CIFAR-10, five times).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Thread

import numpy as np
import psutil
import torch
from playwright.sync_api import Page

from benchmarks.images import cifar10
from benchmarks.report import report
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import build
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training
from ssl_demo.training.cores import set_threads
from tests.browser.harness import Server, chromium, settled

PRESETS = {
    "Crop only": "Every view keeps its image's colours",
    "Colour only": "Everything stays in its place",
    "Gentle": "All views are easy",
    "None": "Both views are the same picture",
    "SimCLR": "Find a view in which you can't tell",
}
MAPS = {"PCA": "PCA is a shadow", "UMAP": "UMAP looks up each image's nearest neighbours"}
NAVIGATION, PILL = '[data-testid="stSidebarNavLink"]', '[data-testid="stButtonGroup"] button'

ANSWER = """async ([selector, name, expected]) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const main = document.querySelector('[data-testid="stMain"]');
    const target = [...document.querySelectorAll(selector)].find(e => e.textContent.trim().endsWith(name));
    const there = () => main.textContent.includes(expected) && app.dataset.testScriptState === "notRunning";
    const began = performance.now();
    target.click();
    do await new Promise(requestAnimationFrame);
    while (!there() && performance.now() - began < 30000);
    return performance.now() - began;
}"""
"""Clicks, and gives the milliseconds until the answer is there."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=6, help="how often every interaction is done")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        server = Server(Path(home))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        began = time.monotonic()
        server.start()
        try:
            page.goto(server.url)
            page.get_by_role("button", name="Train on Scenes for one minute").wait_for()
            first_page = time.monotonic() - began
            with memory(server) as largest:
                losses = [first_loss(page, server, "Train on Scenes for one minute", "")]
                stop(page)
                losses.append(first_loss(page, server, "Train", "train?budget=5+minutes"))
                took = interact(page, options.rounds)
        finally:
            server.stop()
    few, many = time_per_step()
    waits = np.percentile([ms for each in took.values() for ms in each], [50, 95])
    rows = [
        ["first page, from the start command", f"{first_page:.1f} s", "4 s"],
        ["first loss, Train pressed at once", f"{losses[0]:.1f} s", "3 s"],
        ["first loss, later", f"{losses[1]:.1f} s", "3 s"],
        [f"interaction while a run trains, median of {sum(map(len, took.values()))}", f"{waits[0]:.0f} ms", ""],
        ["the same, 95th percentile", f"{waits[1]:.0f} ms", "300 ms"],
        *([f"- {name}, median", f"{median(each):.0f} ms", ""] for name, each in took.items()),
        ["server, memory", f"{largest['server']:.0f} MB", "700 MB"],
        ["worker, memory", f"{largest['worker']:.0f} MB", "1,500 MB"],
        ["a step on 50,000 images, to one on 5,000", f"{many / few:.2f}", "1.0"],
    ]
    report("app", "The app as it is felt", __doc__ or "", ["", "measured", "promised"], rows)


def first_loss(page: Page, server: Server, button: str, address: str) -> float:
    """Seconds from the press of the button until the loss is drawn."""
    if address:
        page.goto(f"{server.url}/{address}")
        settled(page)
    began = time.monotonic()
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_text("Time left", exact=True).wait_for()
    page.locator('[data-testid="stMain"] canvas').first.wait_for()
    return time.monotonic() - began


def stop(page: Page) -> None:
    """Stop the run that is watched, and wait until it has ended."""
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("It was stopped by hand.").wait_for()


def interact(page: Page, rounds: int) -> dict[str, list[float]]:
    """The milliseconds of every interaction, by kind, while a run trains."""
    took: dict[str, list[float]] = {}

    def do(kind: str, selector: str, name: str, expected: str) -> None:
        took.setdefault(kind, []).append(page.evaluate(ANSWER, [selector, name, expected]))
        page.wait_for_timeout(700)  # nobody clicks faster than they look

    for _ in range(rounds):
        do("open Augmentations", NAVIGATION, "Augmentations", "Nobody tells the encoder what matters")
        for name, words in PRESETS.items():
            do("another recipe", PILL, name, words)
        do("open Embeddings", NAVIGATION, "Embeddings", "An encoder turns every image into a list")
        for name, words in MAPS.items():
            do("another kind of map", PILL, name, words)
        do("open Label budget", NAVIGATION, "Label budget", "Labels cost people's time")
        do("open Runs", NAVIGATION, "Runs", "Export")
        do("open Home", NAVIGATION, "Home", "See self-supervised learning happen")
        do("open Train", NAVIGATION, "Train", "Watch whether images of one kind become neighbours")
    return took


@contextmanager
def memory(server: Server) -> Iterator[dict[str, float]]:
    """The largest resident sets in MB, of the server and of its largest worker, looked at four times a second."""
    assert server.process is not None
    process, over, largest = psutil.Process(server.process.pid), Event(), {"server": 0.0, "worker": 0.0}

    def look() -> None:
        while not over.wait(0.25):
            for name, processes in (("server", [process]), ("worker", process.children(recursive=True))):
                for one in processes:
                    try:
                        largest[name] = max(largest[name], one.memory_info().rss / 1e6)
                    except psutil.NoSuchProcess:
                        continue

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield largest
    finally:
        over.set()
        watcher.join()


def time_per_step(turns: int = 5, steps: int = 12) -> tuple[float, float]:
    """Median seconds of a step on 5,000 and on 50,000 images."""
    set_threads()
    images = cifar10(10_000).train
    times: tuple[list[float], list[float]] = ([], [])
    half = images.take(torch.arange(5_000))
    whole = Images(images.pixels.repeat(5, 1, 1, 1), images.labels.repeat(5), images.classes)
    trainings = [endless(half), endless(whole)]
    for turn in range(turns + 1):
        for found, training in zip(times, trainings, strict=True):
            seconds = [took(training) for _ in range(steps)]
            if turn:  # the first turn warms up
                found.extend(seconds)
    return median(times[0]), median(times[1])


def endless(images: Images) -> Iterator[Step]:
    """The steps of a training that is never seen to end."""
    config = RunConfig(seconds=None, epochs=1000.0, low_share=0.0)
    training = Training(build(config, images, generator(0, "weights")), images.without_labels(), config)
    return (event for event in training if isinstance(event, Step))


def took(training: Iterator[Step]) -> float:
    began = time.perf_counter()
    next(training)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
