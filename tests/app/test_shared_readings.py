"""What is drawn for one who watches a run is drawn once for all, and the more watch, the less often each looks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.runs import pace
from app.runs.pace import AT_ONCE, FORGOTTEN_SECONDS, SLOWEST, Lookers
from app.runs.view import Reader, RunView, read_run
from app.train import curves
from app.train.curves import show_gauges, show_knn, show_loss
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import make_run, story


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def run(homes: Path) -> Run:
    return make_run(RunStore(homes / "runs"), "running", steps=20)


def test_two_who_watch_draw_every_curve_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    options = curves.line_options

    def counted(*args: object, **settings: object) -> object:
        drawn.append(str(settings["y_title"]))
        return options(*args, **settings)

    monkeypatch.setattr(curves, "line_options", counted)
    reader = Reader(run)
    for _ in range(2):
        view = reader.read()
        show_loss(view)
        show_knn(view)
        show_gauges(view)
    assert len(drawn) == 4
    run.append({**story(1)[1], "step": 21})
    show_loss(reader.read())
    assert len(drawn) == 5


def test_nothing_new_is_the_same_reading_and_any_news_another(run: Run) -> None:
    reader = Reader(run)
    first = reader.read()
    assert reader.read() is first
    run.append({**story(1)[1], "step": 21})
    second = reader.read()
    assert (second.step, first.step) == (21, 20)
    run.beat(step=22)
    assert reader.read().status.step == 22


def test_a_shared_reading_may_be_a_little_old_but_never_of_another_state(run: Run, clock: Clock) -> None:
    reader = Reader(run, clock)
    first = reader.read(0.5)
    run.append({**story(1)[1], "step": 21})
    clock.now += 0.4
    assert reader.read(0.5) is first
    clock.now += 0.2
    assert reader.read(0.5).step == 21
    run.append({**story(1)[1], "step": 22})
    run.set_status("done")
    ended = reader.read(0.5)
    assert (ended.status.state, ended.step) == ("done", 22)


def test_what_failed_is_made_again(run: Run) -> None:
    view = Reader(run).read()
    with pytest.raises(ZeroDivisionError):
        view.once("share", lambda: 1 / 0)
    assert view.once("share", lambda: 0.5) == 0.5
    assert view.once("share", lambda: 0.7) == 0.5


def test_a_changed_view_begins_with_nothing_made(run: Run) -> None:
    view = Reader(run).read()
    view.once("loss", lambda: "old")
    assert RunView(view.run, view.config, view.status, view.events[:5]).once("loss", lambda: "new") == "new"


def test_the_more_look_the_less_often_each(clock: Clock) -> None:
    lookers = Lookers(clock)
    slower = [lookers.look(f"page {number}") for number in range(200)]
    assert slower == sorted(slower)
    assert [slower[number - 1] for number in (1, AT_ONCE, AT_ONCE + 1, 30, 60, 200)] == [1, 1, 2, 2, 4, SLOWEST]


def test_a_page_more_or_less_changes_no_pace_twice(clock: Clock) -> None:
    lookers = Lookers(clock)
    for number in range(AT_ONCE + 1):
        lookers.look(f"page {number}")
    clock.now += FORGOTTEN_SECONDS - 1
    seen = {lookers.look(f"page {number}") for number in range(AT_ONCE)}
    clock.now += 2
    assert seen | {lookers.look("page 0")} == {2}
    clock.now += FORGOTTEN_SECONDS
    assert lookers.look("page 0") == 1


def test_the_pace_of_a_single_page_is_what_it_asks_for(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    crowd = Lookers(clock)
    monkeypatch.setattr(pace, "lookers", lambda: crowd)
    assert (pace.paced(0.3), pace.paced(2.0)) == (0.3, 2.0)
    assert not crowd.several


def test_a_run_that_comes_back_under_its_id_is_read_from_its_beginning(run: Run, homes: Path) -> None:
    assert read_run(run).step == 20
    shutil.rmtree(run.path)
    store = RunStore(homes / "runs")
    make_run(store, "done", steps=10).path.rename(run.path)
    assert read_run(run).step == 10
