"""The ladder's runs on their way, or ended early."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.backend import jobs
from app.runs.doing import show_doing, stop
from app.runs.view import read_run
from app.shortcut.ladder import Ladder, title_of
from app.words import plain
from ssl_demo.runs.run import Run


def show_training(ladder: Ladder) -> None:
    """The run in training and those that wait, with a button to stop them; and why others ended early."""
    running, waiting = ladder.in_state("running"), ladder.in_state("queued")
    for wallpaper, run in running.items():
        show_doing(read_run(run), title_of(wallpaper))
    if waiting:
        st.caption(
            f":material/hourglass_empty: Waiting: {', then '.join(_in_turn(waiting))}. One run trains at a time."
        )
    if running or waiting:
        runs = (*running.values(), *waiting.values())
        st.button("Stop training", icon=":material/stop:", key="wallpaper_stop", on_click=stop, args=(runs,))
    for wallpaper, run in ladder.in_state("failed").items():
        reason = plain(run.status.reason)
        st.error(f"**The run with {title_of(wallpaper)} failed.** {reason}", icon=":material/error:")
    if stopped := ladder.in_state("cancelled", "paused"):
        which = ", ".join(map(title_of, stopped))
        st.info(
            f"Stopped before the end: {which}. Resume it on the Train page, or train it anew here.",
            icon=":material/pause_circle:",
        )


def _in_turn(waiting: Mapping[float, Run]) -> list[str]:
    """What waits, the next one first."""
    place = {run.id: number for number, run in enumerate(jobs().queue())}
    return [title_of(w) for w, run in sorted(waiting.items(), key=lambda item: place.get(item[1].id, len(place)))]
