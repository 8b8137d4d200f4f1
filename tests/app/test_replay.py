"""A replay shows a run as it was: what came later is not there yet, and nothing of the run itself changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from app.runs.view import RunView, read_run
from app.train import replay
from app.train.replay import Replay, at_second, pace_of, replayed, start_replay, stop_replay
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import make_run


@pytest.fixture
def run(homes: Path) -> Run:
    return make_run(RunStore(homes / "runs"), "done")  # forty steps, each half a second after the one before


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(replay.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(st, "session_state", {})
    return now


def seen(view: RunView) -> tuple[int, int, str]:
    return view.step, view.looks[-1]["step"], view.status.state


def test_at_a_second_only_what_had_happened_by_then_is_there(run: Run) -> None:
    whole = read_run(run)
    assert seen(at_second(whole, 7.6)) == (15, 10, "running")
    assert seen(at_second(whole, 0.0)) == (1, 0, "running")
    assert at_second(whole, 7.6).status.figures == {} and whole.status.figures
    assert not [event for event in at_second(whole, 1e9).events if event["type"] == "finished"]
    assert seen(whole) == (40, 40, "done")


def test_a_replay_runs_at_its_pace_stands_still_and_ends(run: Run, clock: list[float]) -> None:
    whole = read_run(run)
    assert replayed(whole) is whole and pace_of(whole) is None
    start_replay(run.id)
    clock[0] += 5.0
    assert replayed(whole).step == 10 and pace_of(whole) == 1.0
    st.session_state[replay.SPEED] = 4.0
    replay._change_speed()
    clock[0] += 1.0
    assert replayed(whole).step == 18
    replay._hold()
    clock[0] += 60.0
    assert replayed(whole).step == 18 and pace_of(whole) is None
    replay._go_on()
    clock[0] += 2.0
    assert replayed(whole).step == 34
    clock[0] += 2.0
    assert replayed(whole) is whole and pace_of(whole) is None


def test_a_replay_of_one_run_leaves_others_alone(run: Run, clock: list[float], homes: Path) -> None:
    other = make_run(RunStore(homes / "runs"), "done", name="other")
    start_replay(run.id)
    assert replayed(read_run(other)).status.state == "done"
    stop_replay()
    assert replayed(read_run(run)).status.state == "done"


def test_a_run_that_goes_on_is_shown_live(run: Run, clock: list[float]) -> None:
    start_replay(run.id)
    run.set_status("running")
    assert replayed(read_run(run)).step == 40


def test_the_position_follows_the_clock() -> None:
    at_rest = Replay("a", 3.0, 0.0, 0.0)
    assert at_rest.seconds == 3.0 and at_rest.moved(5.0, 0.0).seconds == 5.0


def test_a_line_from_a_stranger_breaks_no_replay(run: Run) -> None:
    for seconds in (None, "x", 10**400):
        run.append({"type": "evaluation", "step": 40, "knn": 0.5, "seconds": seconds})
        run.append({"type": "unknown", "seconds": seconds})
    assert at_second(read_run(run), 7.6).step == 15


def test_a_click_that_comes_after_the_end_changes_nothing(run: Run, clock: list[float]) -> None:
    st.session_state[replay.SPEED] = 2.0
    for late in (replay._hold, replay._go_on, replay._change_speed):
        late()
    assert replay.REPLAY not in st.session_state
