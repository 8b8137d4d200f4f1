"""The server and the browser of these tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from ssl_demo.config import RunConfig
from ssl_demo.training.calibration import remember_speed
from tests.browser.harness import CHROMIUM, SPEED, Server, chromium, fresh_page, serving


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
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh browser session, for one test."""
    with fresh_page(browser, f"{request.node.path.stem}-{request.node.name}") as page:
        yield page
