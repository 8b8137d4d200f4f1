"""Small files are parsed once for each time that they are written, and never shown as they were before."""

from __future__ import annotations

import os
import time
from pathlib import Path
from threading import Thread

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.runs import files
from ssl_demo.runs import parsed as room
from ssl_demo.runs.parsed import Parsed
from ssl_demo.runs.store import RunStore

LONG_AGO = 1_000_000_000 * 10**9


@pytest.fixture
def calls() -> list[Path]:
    return []


@pytest.fixture
def read(calls: list[Path]) -> Parsed[str]:
    def parse(path: Path) -> str:
        calls.append(path)
        return path.read_text()

    return Parsed(parse)


def written(path: Path, text: str, at: int = LONG_AGO) -> Path:
    files.replace(path, text.encode())
    os.utime(path, ns=(at, at))
    return path


def test_a_file_is_parsed_once_for_all_readers(tmp_path: Path, read: Parsed[str], calls: list[Path]) -> None:
    path = written(tmp_path / "a", "one")
    readers = [Thread(target=read, args=(path,)) for _ in range(8)]
    assert read(path) == "one"
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert calls == [path]


def test_a_file_of_the_same_size_and_time_is_another_one(tmp_path: Path, read: Parsed[str]) -> None:
    path = written(tmp_path / "a", "one")
    assert read(path) == "one"
    assert read(written(path, "two")) == "two"


def test_a_file_that_was_just_written_is_not_kept(tmp_path: Path, read: Parsed[str]) -> None:
    # Written in place, in the same tick of the clock: nothing about the file tells.
    now = time.time_ns()
    path = written(tmp_path / "a", "one", now)
    assert read(path) == "one"
    path.write_text("two")
    os.utime(path, ns=(now, now))
    assert read(path) == "two"


def test_a_missing_file_is_a_sentence_and_comes_back(tmp_path: Path, read: Parsed[str]) -> None:
    path = written(tmp_path / "a", "one")
    read(path)
    path.unlink()
    with pytest.raises(UserError, match="a is missing in"):
        read(path)
    assert read(written(path, "new", LONG_AGO + 1)) == "new"


def test_what_is_read_least_is_forgotten(
    tmp_path: Path, read: Parsed[str], calls: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_FILES", 2)
    first, second, third = (written(tmp_path / name, name) for name in "abc")
    for path in (first, second, first, third, first, second):
        read(path)
    assert calls == [first, second, third, second]


def test_a_run_is_read_as_it_was_last_written(tmp_path: Path) -> None:
    run = RunStore(tmp_path).create(RunConfig())
    for step in range(10, 60):
        run.set_status("running", step=step)
        run.update_config(RunConfig(seed=step))
        run.rename(f"run {step}")
        for name in ("status", "config", "about"):  # as old and as long as the one before, so that it is kept
            os.utime(run.path / f"{name}.json", ns=(LONG_AGO, LONG_AGO))
        assert (run.status.step, run.config.seed, run.name) == (step, step, f"run {step}")
