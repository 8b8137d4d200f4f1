"""What a node reports reaches the store once, whatever is lost on the way; no cluster is needed for this."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.jobs.cluster.mirror import Mirror
from ssl_demo.jobs.cluster.watched import Changes, Watched, belongs
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@pytest.fixture
def home(store: RunStore) -> Run:
    """A run on the server, with one event before it went to a node."""
    run = store.create(RunConfig())
    run.append({"type": "started"})
    run.set_status("running", remote=True)
    return run


@pytest.fixture
def away(home: Run, tmp_path: Path) -> Run:
    """The same run on a node."""
    shutil.copytree(home.path, tmp_path / "node" / home.id)
    return Run(tmp_path / "node" / home.id)


@pytest.fixture
def watched(away: Run) -> Watched:
    return Watched(away.path.parent)


def test_nothing_is_new_of_what_the_server_gave(home: Run, watched: Watched) -> None:
    assert not watched.changes(Mirror(home).known)


def test_whatever_is_lost_on_the_way_every_event_and_row_arrives_once_and_in_order(
    home: Run, away: Run, watched: Watched
) -> None:
    draw, mirror = random.Random(0), Mirror(home)
    for step in range(1, 61):
        away.append({"type": "step", "step": step})
        away.add_result("rows", {"step": step})
        match draw.choice(("report", "lost", "restart", "wait")):
            case "report":
                mirror.apply(watched.changes(mirror.known))
            case "lost":
                watched.changes(mirror.known)
            case "restart":  # the server knows only what lies on its disk
                mirror = Mirror(home)
    mirror.apply(watched.changes(mirror.known))
    assert [event.get("step") for event in home.events()[0]] == [None, *range(1, 61)]
    assert [row["step"] for row in home.results("rows")] == [*range(1, 61)]
    assert not watched.changes(mirror.known)


def test_a_server_killed_within_a_line_goes_on_within_it(home: Run, away: Run, watched: Watched) -> None:
    away.append({"type": "step", "step": 1})
    events = home.path / "events.jsonl"
    _, content = watched.changes(Mirror(home).known).grown[f"{home.id}/events.jsonl"]
    with events.open("ab") as file:
        file.write(content[:9])
    mirror = Mirror(home)
    mirror.apply(watched.changes(mirror.known))
    assert events.read_bytes() == (away.path / "events.jsonl").read_bytes()


def test_rows_that_two_nodes_bring_to_one_run_stand_there_side_by_side(
    store: RunStore, home: Run, tmp_path: Path
) -> None:
    curves = [store.create(RunConfig()) for _ in range(2)]
    home.add_result("label_curve", {"key": "before"})
    for number, curve in enumerate(curves):
        node = tmp_path / str(number)
        shutil.copytree(home.path, node / home.id)
        watched = Watched(node)
        Run(node / home.id).add_result("label_curve", {"key": f"of {number}"})
        for _ in range(2):  # the second time after a restart
            Mirror(curve).apply(watched.changes({}))
    assert [row["key"] for row in home.results("label_curve")] == ["before", "of 0", "of 1"]


def test_only_what_changed_is_sent_and_a_checkpoint_is_something_that_lasts(
    home: Run, away: Run, watched: Watched
) -> None:
    mirror = Mirror(home)
    away.append({"type": "step", "step": 1})
    assert not mirror.apply(watched.changes(mirror.known))
    away.save_checkpoint("last", {"step": torch.tensor(7)})
    changes = watched.changes(mirror.known)
    assert set(changes.replaced) == {f"{home.id}/checkpoints/last.safetensors"} and not changes.grown
    assert mirror.apply(changes) and int(home.load_checkpoint("last")["step"]) == 7
    assert not watched.changes(mirror.known)


def test_a_run_renamed_meanwhile_keeps_its_name_and_learns_which_images_it_saw(
    home: Run, away: Run, watched: Watched, coloured: object
) -> None:
    home.rename("my run")
    away.remember_images(coloured)  # type: ignore[arg-type]
    mirror = Mirror(home)
    mirror.apply(watched.changes(mirror.known))
    assert home.name == "my run" and home._about["images"] == coloured.fingerprint  # type: ignore[attr-defined]


def test_a_status_comes_without_the_nodes_processes_and_clock(
    home: Run, away: Run, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    away.set_status("running", phase="training", pid=4, started=5.0, heartbeat=6.0, step=7, total_steps=8)
    monkeypatch.setattr("ssl_demo.jobs.cluster.mirror.time.time", lambda: 100.0)
    mirror = Mirror(home)
    mirror.apply(watched.changes(mirror.known))
    status = home.status
    assert (status.state, status.phase, status.step, status.total_steps) == ("running", "training", 7, 8)
    assert status.remote and status.pid is None and status.started is None and status.heartbeat == 100.0
    away.set_status("done", phase="")
    mirror.apply(watched.changes(mirror.known))
    assert home.status.state == "done" and not home.status.remote


def test_a_status_is_read_first_and_written_last_so_that_done_means_that_all_is_there(
    home: Run, away: Run, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    away.append({"type": "finished"})
    away.save_checkpoint("last", {"step": torch.tensor(7)})
    away.set_status("done")
    written = []

    def note(run: Run, *_: object, **__: object) -> None:
        written.append((len(run.events()[0]), run.checkpoints()))

    monkeypatch.setattr(Run, "set_status", note)
    mirror = Mirror(home)
    mirror.apply(watched.changes(mirror.known))
    assert written == [(2, ["last"])]


def test_the_last_status_is_sent_even_if_its_file_looks_like_the_one_before(
    home: Run, away: Run, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssl_demo.jobs.cluster.watched._version", lambda _: (1, 1))
    mirror = Mirror(home)
    mirror.known[f"{home.id}/status.json"] = 1, 1
    away.set_status("done")
    mirror.apply(watched.changes(mirror.known, over=True))
    assert home.status.state == "done"


def test_rows_for_a_run_that_was_deleted_meanwhile_do_not_bring_it_back(
    store: RunStore, home: Run, tmp_path: Path
) -> None:
    curve, subject, mirror = home, store.create(RunConfig()), Mirror(home)
    for run in (curve, subject):
        shutil.copytree(run.path, tmp_path / "node" / run.id)
    watched = Watched(tmp_path / "node")
    Run(tmp_path / "node" / subject.id).add_result("label_curve", {"key": "late"})
    Run(tmp_path / "node" / curve.id).append({"type": "point"})
    store.delete(subject.id)
    mirror.apply(watched.changes(mirror.known))
    assert not subject.path.exists() and curve.events()[0][-1] == {"type": "point"}


def test_the_last_status_does_not_bring_back_a_run_whose_class_has_ended(
    home: Run, away: Run, watched: Watched
) -> None:
    mirror = Mirror(home)
    away.set_status("cancelled")
    away.append({"type": "late"})
    shutil.rmtree(home.path)
    mirror.apply(watched.changes(mirror.known, over=True))
    assert not home.path.exists()


STRANGE = (
    "/events.jsonl",
    "/status.json",
    "../x/status.json",
    "run/../../x",
    "run/other.txt",
    ".trash/status.json",
    "status.json",
    "run/asked.json",
)


@pytest.mark.parametrize("part", STRANGE)
def test_a_path_that_is_no_part_of_a_run_is_not_written(part: str, home: Run) -> None:
    before = sorted(home.path.parent.rglob("*"))
    assert not belongs(part)
    Mirror(home).apply(Changes(replaced={part: ((1, 1), b"{}")}, grown={part: (0, b"{}\n")}))
    assert sorted(home.path.parent.rglob("*")) == before


def test_what_belongs_to_a_run_is_sent() -> None:
    parts = ("events.jsonl", "results/a.jsonl", "checkpoints/last.safetensors", "snapshots/step-1.safetensors")
    assert all(belongs(f"run/{part}") for part in (*parts, "worker.log"))
