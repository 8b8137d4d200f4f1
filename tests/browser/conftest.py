"""The server and the browser of these tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from ssl_demo.config import RunConfig
from ssl_demo.training.calibration import remember_speed
from tests.browser.harness import CHROMIUM, SPEED, Server, chromium, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for a module's tests, which tell one story."""
    with serving(tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture(scope="module", autouse=True)
def known_speed(server: Server) -> None:
    """Spare the short runs their calibration, so that what they learn doesn't depend on it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSL_DEMO_RUNS", str(server.runs))
        remember_speed(RunConfig(), SPEED)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("SSL_DEMO_REQUIRE_BROWSER"):
            pytest.fail("Chromium is required here and was not found.")
        pytest.skip("Chromium was not found; install it to run the browser tests.")
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser session; a JavaScript error on any page fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors
