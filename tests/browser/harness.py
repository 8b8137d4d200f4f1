"""A real server and a real browser, on this machine alone."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARTEFACTS = Path(os.environ.get("SSL_DEMO_ARTEFACTS", ROOT / "artefacts"))
"""Where each test leaves a picture of what it saw last."""

# "20 seconds" are this many steps at this speed, however quick or busy the machine is.
SPEED, STEPS = 2.878, 100
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]

expect.set_options(timeout=60_000)


@dataclass
class Server:
    """The app, started as a person would, with data and runs in folders of its own."""

    home: Path
    root: Path = ROOT
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    log: IO[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def runs(self) -> Path:
        return self.home / "runs"

    def start(self) -> None:
        self.port = self.port or free_port()
        homes = {"SSL_DEMO_DATA": str(self.home / "data"), "SSL_DEMO_RUNS": str(self.runs)}
        self.log = (self.home / "server.log").open("ab")
        options = (f"--server.port={self.port}", "--server.address=127.0.0.1", "--server.headless=true")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options],
            cwd=self.root,
            env=os.environ | homes | {"PYTHONPATH": str(ROOT)},
            stdout=self.log,
            stderr=self.log,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError((self.home / "server.log").read_text())

    def stop(self, kill: bool = False) -> None:
        if self.process is None:
            return
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(30)
        assert self.log is not None
        self.log.close()
        self.process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, root: Path = ROOT) -> Iterator[Server]:
    """The app on this folder, for as long as the block lasts. root: where its script and its theme are."""
    server = Server(home, root)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def serving_script(script: Callable[[], None], folder: Path) -> Iterator[Server]:
    """A server whose app is this function, with the real app's parts and theme."""
    (folder / "streamlit_app.py").write_text(f"{inspect.getsource(script)}\n\n{script.__name__}()\n")
    (folder / ".streamlit").symlink_to(ROOT / ".streamlit")
    with serving(folder, folder) as server:
        yield server


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium, for as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Browser, name: str) -> Iterator[Page]:
    """A fresh browser session; a JavaScript error on any page fails the test. Its last page is kept as a picture."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        yield page
    finally:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", name).strip("-")
        context.pages[-1].screenshot(path=ARTEFACTS / f"{name}.png")
        context.close()
    assert not errors, errors


def settled(page: Page) -> None:
    """Wait until the app is connected and no script is running."""
    page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]', timeout=60_000)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)


def sound(page: Page) -> None:
    """Nothing on the page is a traceback or an error that nobody wrote for people."""
    settled(page)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def until(page: Page, holds: Callable[[], bool], seconds: float = 240) -> None:
    """Wait, with the page alive, until something holds outside of the browser."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
