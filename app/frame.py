"""What stands around every page: its look, the picker of the run that all pages look at, and projector mode."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.backend import jobs, store
from app.large_type import large_type_toggle
from app.live import live
from app.look import put_on
from app.words import plain
from ssl_demo.errors import UserError

if TYPE_CHECKING:
    from ssl_demo.runs.run import Run
    from ssl_demo.runs.status import Status

STATE_ICONS = {
    "queued": ":material/hourglass_empty:",
    "running": ":material/play_circle:",
    "paused": ":material/pause_circle:",
    "done": ":material/check_circle:",
    "failed": ":material/error:",
    "cancelled": ":material/cancel:",
}


def run_in_frame(page: StreamlitPage) -> None:
    """Run a page with everything around it. The navigation is on screen before the engine's slow imports begin, and
    the first worker makes them at the same time."""
    put_on()
    jobs()
    with nullcontext() if "app.state" in sys.modules else st.spinner("Waking up …"):
        from app.state import follow_url, warm_up
    warm_up()
    show_problem(follow_url())
    pick_run()
    with st.sidebar:
        large_type_toggle()
    page.run()


def state_text(status: Status) -> str:
    """A run's state with its icon and, while it is known, how far it is: ":material/play_circle: running, 40 %"."""
    share = f", {status.step / status.total_steps:.0%}" if status.step and status.total_steps else ""
    return f"{STATE_ICONS[status.state]} {status.state}{share if status.state in ('running', 'paused') else ''}"


def run_titles(runs: Iterable[Run]) -> dict[str, str]:
    """What lists call runs, by id: the name, or else "SimCLR on Scenes, 24 Nov 14:15". No two are the same."""
    titles = {run.id: _title(run) for run in runs}
    counts = Counter(titles.values())
    return {key: f"{title} · {key[-4:]}" if counts[title] > 1 else title for key, title in titles.items()}


def run_title(run: Run) -> str:
    """What the picker calls a run: its title among all that there are. Plain text."""
    return run_titles({each.id: each for each in (*store().list(), run)}.values())[run.id]


def _title(run: Run) -> str:
    from app.names import dataset_title, method_title

    if run.name != run.id:
        return run.name
    try:
        config = run.config
    except UserError:
        return run.name
    when = time.localtime(run.created)
    day = f"{when.tm_mday} {time.strftime('%b %H:%M', when)}"
    return f"{method_title(config.method)} on {dataset_title(config.data.dataset)}, {day}"


def pick_run() -> None:
    """In the sidebar: which run all pages look at, and its state. Nothing while there are no runs."""
    from app.state import current_run, set_current_run

    titles = run_titles(store().list())
    chosen = current_run()
    if chosen is None or chosen.id not in titles:
        return
    with st.sidebar:
        st.session_state["run_picker"] = chosen.id
        st.selectbox(
            "Run",
            list(titles),
            format_func=lambda run_id: titles.get(run_id, run_id),
            key="run_picker",
            on_change=lambda: set_current_run(st.session_state["run_picker"]),
            help="All pages look at this run, and so does a link that you copy from the address bar.",
        )
        live(lambda: st.caption(state_text(chosen.status)), lambda: 2.0 if chosen.status.active else None)


def show_problem(sentence: str | None) -> None:
    """One friendly sentence above the page, when there is one."""
    if sentence:
        st.warning(plain(sentence), icon=":material/link_off:")
