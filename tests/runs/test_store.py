from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.errors import UserError
from ssl_demo.runs.store import RunStore


def test_an_id_tells_time_method_and_data_set(store: RunStore) -> None:
    run = store.create(RunConfig(data=SubsetConfig(dataset="../shared/My Photos!"), method="barlow_twins"))
    assert re.fullmatch(r"\d{8}-\d{6}-barlow_twins-my_photos-[0-9a-f]{4}", run.id)


def test_runs_are_listed_newest_first_and_strays_are_not_runs(store: RunStore) -> None:
    ids = [store.create(RunConfig()).id for _ in range(3)]
    (store.root / "notes").mkdir()
    (store.root / "readme.txt").write_text("mine")
    assert [run.id for run in store.list()] == ids[::-1]


def test_a_store_whose_folder_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert RunStore(tmp_path / "none").list() == []


@pytest.mark.parametrize(
    "run_id", ["", "nope", "../runs", "..", ".trash", "a/b", "a\\b", "/etc", "x\n", "x" * 500, "\0"]
)
def test_an_id_from_a_link_reaches_nothing_outside_the_folder(store: RunStore, run_id: str) -> None:
    store.create(RunConfig())
    (store.root.parent / "config.json").write_text("{}")
    with pytest.raises(UserError, match="There is no run"):
        store.get(run_id)


def test_a_deleted_run_comes_back_as_it_was(store: RunStore) -> None:
    run = store.create(RunConfig(), name="mine")
    run.append({"type": "step", "step": 1})
    store.delete(run.id)
    assert store.list() == [] and [r.id for r in store.deleted()] == [run.id]
    back = store.undelete(run.id)
    assert (back.name, back.events()[0]) == ("mine", [{"type": "step", "step": 1}])
    with pytest.raises(UserError, match="no deleted run"):
        store.undelete(run.id)


def test_a_running_run_can_not_be_deleted(store: RunStore) -> None:
    run = store.create(RunConfig())
    run.set_status("running")
    with pytest.raises(UserError, match="stop it first"):
        store.delete(run.id)
    assert store.get(run.id).status.state == "running"


def test_a_queued_run_that_was_deleted_does_not_start_when_it_comes_back(store: RunStore) -> None:
    run = store.create(RunConfig())
    run.set_status("queued", queued_at=1.0)
    store.delete(run.id)
    assert store.undelete(run.id).status.state == "cancelled"


def test_only_what_was_deleted_long_ago_is_purged(store: RunStore) -> None:
    old, new = store.create(RunConfig()), store.create(RunConfig())
    store.delete(old.id)
    store.delete(new.id)
    os.utime(store.trash / old.id, (1.0, 1.0))
    store.purge_trash(3600)
    assert [run.id for run in store.deleted()] == [new.id]


def test_a_folder_that_can_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file where the folder should be")
    with pytest.raises(UserError, match="Can't write to"):
        RunStore(tmp_path / "runs").create(RunConfig())


def test_an_import_under_a_taken_id_gets_another(store: RunStore) -> None:
    run = store.create(RunConfig())
    other = store.free_id(run.id)
    assert other != run.id and other[:-4] == run.id[:-4]
