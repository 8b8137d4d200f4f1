"""A run that is over, watched as if it trained just now: from its first step, at one's own pace."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass

import streamlit as st

from app.names import duration
from app.runs.pace import paced
from app.runs.view import RunView
from ssl_demo.runs.status import number

REPLAY = "replay"
"""The key of the session's replay."""
SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0)
SPEED = "replay_speed"


@dataclass(frozen=True)
class Replay:
    """Of which run, and which second of its training was on screen at which moment of this process's clock."""

    run: str
    at: float
    since: float
    speed: float
    """Seconds of training in a second; 0 while it stands still."""

    @property
    def seconds(self) -> float:
        """The second of training that is on screen now."""
        return self.at + self.speed * (time.monotonic() - self.since)

    def moved(self, seconds: float, speed: float) -> Replay:
        """From this second on, at this speed."""
        return Replay(self.run, seconds, time.monotonic(), speed)


def replay_of(run_id: str) -> Replay | None:
    """The replay that is on, if it is one of this run."""
    replay = st.session_state.get(REPLAY)
    return replay if replay is not None and replay.run == run_id else None


def start_replay(run_id: str) -> None:
    """Begin with the first step. For a button's callback."""
    st.session_state[SPEED] = 1.0
    st.session_state[REPLAY] = Replay(run_id, 0.0, time.monotonic(), 1.0)


def stop_replay() -> None:
    """Show the run as it ended. For a button's callback."""
    st.session_state.pop(REPLAY, None)


def replayed(view: RunView) -> RunView:
    """The run as it was at the replay's moment; as it is, where there is none or it has reached the end."""
    replay = replay_of(view.run.id)
    if replay is None or view.status.active or replay.seconds >= view.seconds:
        return view
    return at_second(view, replay.seconds)


def at_second(view: RunView, seconds: float) -> RunView:
    """The run as it was after so many seconds of training, at its first step at the earliest."""
    first = view.steps[0]["seconds"] if view.steps else 0.0
    events = [
        event
        for event in view.events
        if event.get("type") != "finished" and (number(event.get("seconds")) or 0.0) <= max(seconds, first)
    ]
    step = max((event["step"] for event in events if event.get("type") == "step"), default=None)
    status = dataclasses.replace(view.status, state="running", phase="training", step=step, figures={})
    return RunView(view.run, view.config, status, events)


def pace_of(view: RunView) -> float | None:
    """How often a replay is drawn, in seconds; None where there is none, it stands still or has ended."""
    replay = replay_of(view.run.id)
    return paced(1.0) if replay is not None and replay.speed and replay.seconds < view.seconds else None


def show_replay(view: RunView) -> None:
    """Which second is on screen, and the controls: stand still, go on, a speed, the end. Outside of what moves."""
    replay = replay_of(view.run.id)
    if replay is None:
        return
    if replay.seconds >= view.seconds:
        stop_replay()
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="replay_bar"):
        st.markdown(f":material/replay: A replay of {duration(view.seconds)} of training", width="stretch")
        if replay.speed:
            st.button("Pause", icon=":material/pause:", key="replay_hold", on_click=_hold)
        else:
            st.button("Go on", icon=":material/play_arrow:", key="replay_hold", on_click=_go_on)
        st.session_state.setdefault(SPEED, replay.speed or 1.0)  # the widget's own state goes with the page
        st.select_slider(
            "Speed", SPEEDS, key=SPEED, format_func=lambda speed: f"{speed:g}×", on_change=_change_speed, width=180
        )
        st.button("To the end", icon=":material/skip_next:", key="replay_end", on_click=stop_replay)


def _hold() -> None:
    _move(0.0)


def _go_on() -> None:
    _move(st.session_state[SPEED])


def _change_speed() -> None:
    replay = st.session_state.get(REPLAY)
    if replay is not None and replay.speed:
        _move(st.session_state[SPEED])


def _move(speed: float) -> None:
    """A replay that has ended before the click came is left alone."""
    if (replay := st.session_state.get(REPLAY)) is not None:
        st.session_state[REPLAY] = replay.moved(replay.seconds, speed)
