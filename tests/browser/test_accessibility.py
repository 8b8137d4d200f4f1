"""Every page for everyone: axe-core finds nothing serious, the keyboard reaches everything, and nothing jumps."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import CurveConfig, TransferConfig
from ssl_demo.jobs import transfer
from ssl_demo.jobs.points import RESULTS, points
from ssl_demo.jobs.processes import this_process
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.app.transfer_board import METRICS, SIX, rows
from tests.browser.harness import ROOT, Server, fresh_page, sound, until
from tests.pages.made_up_runs import TOTAL, make_run, snapshot, story

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES = [path.stem for path in sorted((ROOT / "pages").glob("*.py"))]
HARMLESS = ("_stcore/health", "_stcore/host-config")
"""Streamlit's browser asks for these beside a deep link, is told 404, and asks again at the root."""
KEYBOARD = (Path(__file__).parent / "keyboard.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def run(server: Server) -> Run:
    """A finished run with every kind of result that a page draws."""
    store = RunStore(server.runs)
    run = make_run(store, "done", name="Red and blue")
    config = CurveConfig(runs=(run.id,), labels=(1, 5), draws=2)
    for place, point in enumerate(points(store, config, lambda _: {1: False, 5: False})):
        where = {"contender": point.contender, "key": point.key, "run": run.id}
        run.add_result(RESULTS, {**where, "accuracy": 0.5 + 0.01 * (place % 30)})
    make_matrix(store)
    return run


def make_matrix(store: RunStore) -> None:
    """A finished matrix of the page's usual settings, with invented scores."""
    matrix = store.create(TransferConfig(recipes=(PRESETS["SimCLR"], PRESETS["Gentle"])), kind="transfer")
    for row in rows(SIX, tuple(METRICS)):
        matrix.add_result(transfer.RESULTS, row)
    for seed, encoder in itertools.product(range(3), SIX):
        cue = {"encoder": encoder, "seed": seed, "shape": 300 + 20 * seed, "pattern": 300, "neither": 300}
        matrix.add_result(transfer.CUES, cue)
    matrix.set_status("done")


STILL = """() => !document.querySelector('[data-stale="true"]') && document.getAnimations().every(
  (each) => each.playState !== "running" || each.effect.getComputedTiming().iterations === Infinity)"""
"""What fades in or out has another colour for a moment."""


DRESSED = """() => [...document.querySelectorAll("style")].some((e) => e.textContent.includes("max-width:75ch"))"""
"""In a new browser the app's own style comes a moment after its text."""


def opened(page: Page, server: Server, run: Run, name: str, **more: str) -> None:
    query = urlencode({"run": run.id, "guess": "no", "labels": "5", "draws": "2", "transfer_guess": "no", **more})
    page.goto(f"{server.url}/{'' if name == 'home' else name}?{query}")
    sound(page)
    expect(page.get_by_text("One question to try.")).to_be_visible()
    page.wait_for_function(DRESSED)
    page.wait_for_function(STILL)


def test_these_are_all_the_pages() -> None:
    (named,) = [
        node.value
        for node in ast.parse((ROOT / "streamlit_app.py").read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    ]
    assert sorted(ast.literal_eval(named)) == PAGES


TABS = [
    ("good_features", "good", "Feature pyramid"),
    ("transfer", "transfer", "Shape or surface?"),
    ("augmentations", "lab", "What does the encoder think?"),
    ("augmentations", "lab", "Same or different?"),
    ("augmentations", "lab", "What survives training?"),
    ("methods", "methods_tab", "Two, side by side"),
    ("methods", "methods_tab", "All, measured"),
    ("label_budget", "tab", "Wrong labels"),
    ("label_budget", "tab", "More data, bigger models"),
    ("collapse_lab", "lab_tab", "When it learns the wrong thing"),
]
"""Tabs that aren't open at first, and what opens them by a link."""


PLACES = [*((name, {}) for name in PAGES), *((name, {tab: title}) for name, tab, title in TABS)]


@pytest.fixture(scope="module", params=PLACES, ids=lambda place: "-".join([place[0], *place[1].values()]))
def place(server: Server, run: Run, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page, or one of its tabs, opened once for all that is asked of it; the browser's console has to stay silent."""
    name, more = request.param
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith(HARMLESS):
            complaints.append(message.text)

    with fresh_page(browser, f"{request.path.stem}-{'-'.join([name, *more.values()])}") as page:
        page.on("console", hear)
        opened(page, server, run, name, **more)
        for title in more.values():
            expect(page.get_by_role("tab", name=title, exact=True)).to_have_attribute("aria-selected", "true")
        yield page
    assert complaints == []


def test_axe_finds_nothing_serious_in_either_theme(place: Page) -> None:
    for theme in ("dark", "light"):
        place.emulate_media(color_scheme=theme)
        expect(place.get_by_test_id("stApp")).to_have_css("color-scheme", theme)
        if serious(place):  # a change of the theme runs the script again: look once more when it has ended
            place.wait_for_timeout(1000)
            sound(place)
            place.wait_for_function(STILL)
            assert serious(place) == {}, theme


def serious(page: Page) -> dict[str, list[str]]:
    """What axe-core holds to be serious or critical, by rule: the elements."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return {
        violation["id"]: [node["html"][:200] for node in violation["nodes"]]
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    }


def test_the_keyboard_reaches_everything_and_shows_where_it_is(place: Page) -> None:
    if round_trip(place):  # a page that was still moving may have changed its controls on the way
        assert round_trip(place) == []
    assert place.evaluate("() => window.unseen()") == []


def round_trip(page: Page) -> list[str]:
    """Press the tab key until everything was reached; what was missed."""
    count = page.evaluate(KEYBOARD)
    assert count > len(PAGES)  # the navigation alone has as many
    missed: list[str] = []
    for pressed in range(2 * count):
        page.keyboard.press("Tab")
        if pressed >= count and not (missed := page.evaluate("() => window.missed()")):
            break
    return missed


def test_large_type_makes_letters_larger(server: Server, run: Run, page: Page) -> None:
    def size() -> float:
        return float(page.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)"))

    opened(page, server, run, "train")
    usual = size()
    page.get_by_text("Large type, for a projector").click()
    page.wait_for_url("**large=1*")
    assert size() > 1.25 * usual


PHONE, WALL = {"width": 390, "height": 844}, {"width": 2560, "height": 1440}
OVERHANG = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  return main.scrollWidth - main.clientWidth;
}"""
STRETCHED = """(most) => {
  const ruler = document.createElement("span");
  ruler.style.cssText = `position:absolute;visibility:hidden;width:${most}ch`;
  const allowed = (e) => e.appendChild(ruler).getBoundingClientRect().width;
  const texts = [...document.querySelectorAll('[data-testid="stMain"] :is(p, li)')].filter((e) => e.checkVisibility());
  const wide = texts.filter((e) => e.getBoundingClientRect().width > allowed(e) + 1).map((e) => e.textContent);
  ruler.remove();
  return [texts.length, wide];
}"""
"""How many paragraphs there are, and those that are wider than so many zeros of their own letters."""


def test_it_fits_a_phone_and_keeps_its_lines_short_on_a_wall(place: Page) -> None:
    fits_and_keeps_its_lines_short(place)


def test_so_does_every_page_in_large_type(server: Server, run: Run, page: Page) -> None:
    for name in PAGES:
        page.set_viewport_size(WALL)
        opened(page, server, run, name, large="1")
        fits_and_keeps_its_lines_short(page)


def fits_and_keeps_its_lines_short(page: Page) -> None:
    for width in (WALL, PHONE):
        page.set_viewport_size(width)
        until(page, lambda: page.evaluate(OVERHANG) <= 0, 10)  # a table needs a moment to find its size
        count, stretched = page.evaluate(STRETCHED, 75)
        assert count > 0, page.url
        assert stretched == [], (page.url, width)


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_jumps_while_a_run_is_watched(server: Server, run: Run, page: Page, width: int) -> None:
    store = RunStore(server.runs)
    moving = make_run(store, "paused", steps=0, name=f"It moves at {width}")
    pid, started = this_process()  # a run whose worker is gone would be called failed
    events = iter(story(TOTAL)[:-1])
    for event in events:
        moving.append(event)
        if event["type"] == "step":
            break  # as while the machine is timed: a loss, and no look at the features
    moving.set_status("running", step=1, total_steps=TOTAL, pid=pid, started=started)
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, server, moving, "train")
    page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 500)")
    where = (
        "() => [document.querySelector('[data-testid=stMain]').scrollTop, ...[...document.querySelectorAll("
        "'[data-testid=stEChartsChart], [data-testid=stMetric]')].map((e) => e.getBoundingClientRect().top)]"
    )
    expect(page.get_by_text(f"step 1 of {TOTAL}")).to_be_attached()
    page.wait_for_timeout(1000)  # charts find their size after they are there
    before = page.evaluate(where)
    assert before[0] > 0
    assert len(before) > 5
    for event in events:
        if event["type"] == "evaluation":
            moving.save_snapshot(event["step"], snapshot(event["step"]))
        moving.append(event)
        if event["type"] == "step" and event["step"] % 5 == 0 and event["step"] < TOTAL:
            moving.set_status("running", step=event["step"], total_steps=TOTAL, pid=pid, started=started)
            expect(page.get_by_text(f"step {event['step']} of {TOTAL}")).to_be_attached()
            assert page.evaluate(where) == before
