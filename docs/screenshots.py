"""Takes the pictures of the README, and of every page for looking at, from the real app after a real run.

    .venv/bin/python docs/screenshots.py docs/pictures          the README's
    .venv/bin/python docs/screenshots.py /tmp/looks --all       every page, light and dark, 1440 and 390 pixels wide

The app runs on a folder of its own, trains the default run and one with labels beside it, measures its label curve,
fills the transfer matrix, breaks the lab's first method beside its healthy twin, and is then photographed; at last a
class is held for the picture of its board. `--home DIR` keeps that folder, so that the next call needn't train again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from docs.pictured_class import taught
from ssl_demo.config import CurveConfig
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.browser.harness import Server, chromium, serving, settled, until

README = (
    "",
    "good_features",
    "transfer",
    "augmentations",
    "methods",
    "train",
    "embeddings",
    "label_budget",
    "collapse_lab",
)
PAGES = (*README, "runs", "glossary", "workshop", "class_board")
LABELLED = "Supervised on Scenes"
"""What the app calls its first run with labels."""
OPENED = {
    "good_features": [("rotation", "20"), ("perspective", "20"), ("noise", "5")],
    "transfer": [("transfer_guess", "no")],
    "augmentations": [("lab", "What does the encoder think?")],
    "embeddings": [("beside", LABELLED), ("beside", "The untrained encoder")],
    "label_budget": [("guess", "no")],
}
"""How pages are opened: the label budget and the matrix without asking for a guess first."""
SHOWN = {
    "good_features": ".match",
    "label_budget": ".js-plotly-plot",
    "transfer": ".st-key-transfer_cell_component",
}
"""What a picture of a page's first screen has to show to its end, where that lies further down."""
CURVE = CurveConfig()
POINTS = len(CURVE.labels) * CURVE.draws * len(CURVE.contenders)
BOARD = 1500
"""Pixels: high enough for the code on the board and its first figure."""
PAIR = 2
"""The runs that the lab trains: one that is broken, and its healthy twin."""
LONGEST = 3600.0
"""Seconds that the run or its curve may take."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("to", type=Path, help="the folder for the pictures")
    parser.add_argument("--all", action="store_true", help="every page, at every width and in both themes")
    parser.add_argument("--home", type=Path, help="where the app keeps its data and runs")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        home = options.home or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        with serving(home) as server:
            photograph(browser, server, options.to, options.all)


def photograph(browser: Browser, server: Server, to: Path, everything: bool) -> None:
    """Every page that is asked for, in both themes. The class comes last: it shuts out whoever is not in it."""
    run = trained(browser, server)
    for theme in ("light", "dark"):
        for width in (1440, 390) if everything else (1440,):
            for name in PAGES if everything else README:
                file = f"{name or 'home'}-{theme}{f'-{width}' if everything else ''}.png"
                query = urlencode([("run", run.id), *OPENED.get(name, [])])
                shoot(browser, f"{server.url}/{name}?{query}", to / file, width, theme, everything, SHOWN.get(name))
    with taught(browser, server) as board:
        for theme in ("light", "dark"):
            shoot(browser, f"{server.url}/{board}", to / f"class-{theme}.png", 1440, theme, False, None, BOARD)


def trained(browser: Browser, server: Server) -> Run:
    """A finished default run with its label curve, one with labels, and a broken pair, by a person's buttons."""
    store = RunStore(server.runs)
    page = browser.new_page()
    if not store.list():
        open_page(page, server.url)
        page.get_by_role("button", name="Train on Scenes for one minute").click()
        until(page, lambda: bool(store.list()) and store.list()[0].status.state == "done", LONGEST)
    run = store.list()[-1]
    if not any(each.name == LABELLED for each in store.list()):
        open_page(page, f"{server.url}/embeddings?run={run.id}")
        page.get_by_role("button", name="Train one with labels to compare").click()
        until(page, lambda: [each.status.state for each in store.list() if each.name == LABELLED] == ["done"], LONGEST)
    if len(run.results("label_curve")) < POINTS:
        open_page(page, f"{server.url}/label_budget?run={run.id}")
        page.get_by_role("button", name="Compute the missing points").click()
        until(page, lambda: len(run.results("label_curve")) == POINTS, LONGEST)
    if not store.list(kind="transfer"):
        open_page(page, f"{server.url}/transfer")
        page.get_by_role("button", name="Train and probe all encoders").click()
        until(page, lambda: [each.status.state for each in store.list(kind="transfer")] == ["done"], LONGEST)
    if len(store.list()) < 2 + PAIR:
        open_page(page, f"{server.url}/collapse_lab")
        page.get_by_role("button", name="Break it").click()
        until(page, lambda: [each.status.state for each in store.list()].count("done") == 2 + PAIR, LONGEST)
    page.close()
    return run


def open_page(page: Page, url: str) -> None:
    page.goto(url)
    settled(page)
    page.wait_for_timeout(2500)  # charts and maps draw themselves after the script has ended
    settled(page)


def shoot(
    browser: Browser, url: str, file: Path, width: int, theme: str, whole: bool, shown: str | None, tall: int = 1250
) -> None:
    height = tall if width > 600 else 844
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    open_page(page, url)
    if whole:
        # Streamlit scrolls inside the page, so the window is made as high as what is in it.
        inside = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": max(height, int(inside))})
        page.wait_for_timeout(1500)
    elif shown:
        page.locator(shown).first.evaluate("figure => figure.scrollIntoView({ block: 'end' })")
        page.wait_for_timeout(500)
    page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main()
