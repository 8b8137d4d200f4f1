"""The map of images beside plotly's, with 5,000 points, in one browser that has no graphics card.

Both show the same points on one page and move all of them from an untrained to a trained map in twelve stretches, by
turns. A frame is what the browser shows, at most 60 a second. Ours shows its points in new places at each of them;
plotly draws all points anew for each picture of its animation (`redraw`), here as fast as it can, and only those
pictures are counted.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from benchmarks.report import report
from tests.browser.harness import chromium, serving_script, settled

POINTS, SECONDS = 5_000, 6.0

PICTURES = """async (seconds) => {
    const chart = document.querySelector(".js-plotly-plot"), times = [];
    let last = performance.now();
    chart.on("plotly_animatingframe", () => { const now = performance.now(); times.push(now - last); last = now; });
    document.querySelector(".updatemenu-button").dispatchEvent(new MouseEvent("click", { bubbles: true }));
    await new Promise((done) => setTimeout(done, 1000 * seconds));
    chart.removeAllListeners("plotly_animatingframe");
    window.Plotly.animate(chart, [null], { mode: "immediate" });  // so that it doesn't go on into the next turn
    return times.slice(1);
}"""
"""The milliseconds between the pictures of plotly's animation in so many seconds."""

FRAMES = """async (seconds) => {
    const times = [];
    const end = performance.now() + 1000 * seconds;
    for (let last = performance.now(); last < end;) {
        const now = await new Promise(requestAnimationFrame);
        times.push(now - last);
        last = now;
    }
    return times.slice(1);
}"""
"""The milliseconds between the frames that the browser shows in so many seconds."""


def script() -> None:
    import plotly.graph_objects as go
    import streamlit as st
    import torch

    from app.palette import class_colour
    from app.scatter import MOST_POINTS, scatter
    from app.scatter.colouring import by_kind
    from app.scatter.film import Film

    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(MOST_POINTS) % 10
    noise = torch.randn(2, MOST_POINTS, 2, generator=generator)
    start, end = noise[0], 3 * torch.randn(10, 2, generator=generator)[labels] + 0.4 * noise[1]
    frames = [torch.lerp(start, end, share / 12) for share in range(13)]
    many = [torch.lerp(start, end, share / 240) for share in range(241)]
    pixels = torch.randint(256, (MOST_POINTS, 3, 32, 32), generator=generator, dtype=torch.uint8)
    steps = list(range(0, 130, 10))
    film = Film(steps, [f"step {step}" for step in steps], frames, [step / 130 for step in steps], "kNN")
    names = [f"class {number}" for number in range(10)]
    scatter(frames[0], by_kind(labels, names), pixels, key="ours", film=film, lasso=True, height=500)
    colours = [class_colour(label) for label in labels.tolist()]

    def points(frame: torch.Tensor) -> go.Scattergl:
        x, y = frame.T.tolist()
        return go.Scattergl(x=x, y=y, mode="markers", marker={"color": colours, "size": 6})

    figure = go.Figure(
        points(frames[0]), frames=[go.Frame(data=[points(frame)], name=str(i)) for i, frame in enumerate(many)]
    )
    timing = {"frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}, "fromcurrent": False}
    button = {"label": "Play plotly", "method": "animate", "args": [None, timing]}
    figure.update_layout(height=500, updatemenus=[{"type": "buttons", "buttons": [button]}])
    st.plotly_chart(figure, key="plotly")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3, help="how often each way is timed")
    turns = parser.parse_args().turns
    ways = {
        "nothing moves": rest,
        "ours: playing": play_ours,
        "ours: panning, zoomed in": pan_ours,
        "ours: hovering": hover_ours,
        "plotly: playing": play_plotly,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder, serving_script(script, Path(folder)) as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 1250})
        page.goto(server.url)
        settled(page)
        page.wait_for_timeout(5000)
        for _ in range(turns):
            for name, begin in ways.items():
                times[name] += begin(page)
    rows = [
        [
            name,
            f"{1000 / (sum(each) / len(each)):.0f}",
            f"{median(each):.1f} ms",
            f"{sorted(each)[int(0.95 * len(each))]:.1f} ms",
        ]
        for name, each in times.items()
    ]
    about = __doc__ or ""
    report("explorer", f"A map of {POINTS:,} points", about, ["what", "frames a second", "median frame", "95 %"], rows)


def rest(page: Page) -> list[float]:
    return list(page.evaluate(FRAMES, SECONDS / 3))


def play_ours(page: Page) -> list[float]:
    page.locator(".play").click()
    times = page.evaluate(FRAMES, SECONDS)
    page.wait_for_timeout(4000)
    return list(times)


def play_plotly(page: Page) -> list[float]:
    times = page.evaluate(PICTURES, SECONDS)
    page.wait_for_timeout(3000)
    return list(times)


def pan_ours(page: Page) -> list[float]:
    return _with_mouse(page, zoomed=True)


def hover_ours(page: Page) -> list[float]:
    return _with_mouse(page, zoomed=False)


def _with_mouse(page: Page, zoomed: bool) -> list[float]:
    """The mouse moves over the map for as long as the frames are counted: the browser does both at once."""
    canvas = page.locator("canvas.points")
    canvas.focus()
    page.keyboard.press("0")
    if zoomed:
        page.keyboard.press("+")
        page.keyboard.press("+")
    box = canvas.bounding_box()
    assert box is not None
    page.evaluate(f"() => {{ window.counted = ({FRAMES})({SECONDS}); }}")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    if zoomed:
        page.mouse.down()
    for turn in range(200):
        page.mouse.move(x + 3 * (turn % 60), y + 2 * (turn % 40))
    times = page.evaluate("() => window.counted")
    page.mouse.up()
    return list(times)


if __name__ == "__main__":
    main()
