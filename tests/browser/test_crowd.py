"""A client that opens page after page over the bare websocket, as no browser would, and a learner beside it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.sessions import MOST_OF_A_PERSON, MOST_STRANGERS
from benchmarks.crowd.tab import Tab
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.person import pass_of
from tests.browser.harness import Server

pytestmark = pytest.mark.timeout(240)
MORE = 15


async def opened(port: int, count: int, cookies: dict[str, str] | None = None) -> list[Tab]:
    """So many pages, a dozen at a time."""
    tabs = [Tab(port, dict(cookies or {})) for _ in range(count)]
    for first in range(0, count, 12):
        await asyncio.gather(*(tab.visit("workshop") for tab in tabs[first : first + 12]))
    return tabs


def refused(tabs: list[Tab]) -> int:
    return sum(any("is the most" in alert.proto.body for alert in tab.page.all("alert")) for tab in tabs)


def test_the_pages_too_many_are_refused_and_whoever_is_in_the_class_goes_on(server: Server) -> None:
    classroom, _ = Classes(server.runs).open("Monday")
    _, token = classroom.join("Ann")
    cookies = {f"ssl_demo_pass_{server.port}": pass_of(classroom, token)}

    async def story() -> None:
        ann = Tab(server.port, cookies)
        await ann.visit("workshop")
        flood = await opened(server.port, MOST_STRANGERS + MORE)
        assert refused(flood) == MORE
        await ann.open("runs")
        await ann.open("workshop")
        assert ann.page.find("button", "Leave") and not ann.errors
        others = await opened(server.port, MOST_OF_A_PERSON, cookies)
        assert refused(others) == 1 and refused([ann]) == 0
        for tab in (*flood, *others):
            await tab.leave()
        again = Tab(server.port)
        for _ in range(100):  # the server notices within moments that they are gone
            await again.visit("workshop")
            if not refused([again]):
                break
            await asyncio.sleep(0.1)
        assert refused([again]) == 0
        await again.leave()
        await ann.leave()

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests has an event loop in this thread
        apart.submit(asyncio.run, story()).result()
