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

from app.backend import desk, jobs, store
from app.board.presence import keep_noting, note_presence
from app.large_type import large_type_toggle
from app.lesson.landing import land
from app.live import live
from app.look import put_on
from app.no_cluster import offer_this_machine
from app.remember import remember_pass
from app.runs.pace import paced
from app.sessions import too_many
from app.share.held import hold
from app.share.popover import share_popover
from app.words import plain
from ssl_demo.errors import UserError

if TYPE_CHECKING:
    from ssl_demo.runs.run import Run
    from ssl_demo.runs.status import Status

HOME = "home"
"""The page that has no name in the address bar."""
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
    land()
    try:
        jobs()
    except UserError as error:
        offer_this_machine(error)
        return
    with nullcontext() if "app.state" in sys.modules else st.spinner("Waking up …"):
        from app.lesson.panel import show_panel
        from app.lesson.place import follow_lesson
        from app.state import follow_url, warm_up
        from app.workshop.gate import admitted
    warm_up()
    if too_many(desk().person):
        return
    come_in = admitted()
    remember_pass()  # which a teacher's link may just have brought
    if not come_in:
        return
    show_problem(follow_url())
    place = follow_lesson(page.url_path or HOME)
    note_presence(desk().person, page.title, place)
    keep_noting(desk().person, page.title, place)
    pick_run()
    with st.sidebar:
        large_type_toggle()
        share = st.container()
    step = place.step if place and place.here else None
    hold(step.lock if step else (), step.hide if step else ())
    if place:
        show_panel(place)
    page.run()
    with share:
        share_popover()


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

    chosen = current_run()
    if chosen is None:
        return
    titles = run_titles({each.id: each for each in (*desk().mine(store().list()), chosen)}.values())
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
        live(lambda: st.caption(state_text(chosen.status)), lambda: paced(2.0) if chosen.status.active else None)


def show_problem(sentence: str | None) -> None:
    """One friendly sentence above the page, when there is one."""
    if sentence:
        st.warning(plain(sentence), icon=":material/link_off:")
