"""A class for the picture of its board: its learners come in, each trains a run with a seed of their own and measures
its label curve, by the pages' buttons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from playwright.sync_api import Browser

from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.ending import delete_class
from ssl_demo.classroom.owners import is_of_class
from ssl_demo.runs.store import RunStore
from tests.browser.harness import Server, settled, until

LEARNERS = ("Ada", "Grace", "Emmy", "Sofia", "Carl")
TRAINED = [("budget", "20 seconds")]
MEASURED = [
    *(("labels", str(count)) for count in (1, 10, 100)),
    *(("contenders", name) for name in ("Self-supervised", "Untrained encoder", "Raw pixels")),
    ("guess", "no"),
]
LONGEST = 300.0
"""Seconds that a learner's run or its curve may take."""


@contextmanager
def taught(browser: Browser, server: Server) -> Iterator[str]:
    """The path of the board, as the teacher opens it, of a class in which all have measured their runs. Afterwards
    nothing is left of it."""
    classes, store = Classes(server.runs), RunStore(server.runs)
    classroom, secret = classes.open("Monday, 10 o'clock")
    try:
        for seed, name in enumerate(LEARNERS, 1):
            _take_part(browser, server, store, classroom.code, name, seed)
        yield f"class_board?teach={secret}"
    finally:
        delete_class(store, classes, classroom)


def _take_part(browser: Browser, server: Server, store: RunStore, code: str, name: str, seed: int) -> None:
    def done(kind: str, count: int) -> bool:
        own = [run for run in store.list(kind=kind) if is_of_class(code, run.owner)]
        return [run.status.state for run in own].count("done") == count

    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/train?{urlencode([('class', code), ('seed', seed), *TRAINED])}")
    page.get_by_role("textbox", name="Nickname").fill(name)
    page.get_by_role("button", name="Join").click()
    page.get_by_role("button", name="Train", exact=True).click()
    until(page, lambda: done("train", seed), LONGEST)
    run = store.list()[0]
    page.goto(f"{server.url}/label_budget?{urlencode([('run', run.id), *MEASURED])}")
    page.get_by_role("button", name="Compute the missing points").click()
    until(page, lambda: done("curve", seed), LONGEST)
    settled(page)
    context.close()
