"""The Runs page: choosing, renaming, comparing, deleting, exporting and importing."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.runs.tables import comparison, in_words, setting_name, settings, table
from ssl_demo.config import RunConfig
from ssl_demo.runs.exchange import export_run
from ssl_demo.runs.store import RunStore
from tests.pages import made_up_runs
from tests.pages.made_up_runs import Idle, idle_app, make_run, words

open_page = functools.partial(made_up_runs.open_page, "runs")


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return idle_app(monkeypatch)


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button}


def test_without_runs_the_page_leads_to_train_and_takes_imports(store):
    at = open_page()
    assert "no runs yet" in words(at)
    assert at.file_uploader[0].label == "Import a run"


def test_every_run_is_in_the_table_with_its_settings_and_results(store):
    make_run(store, "done", name="good")
    make_run(store, "failed", "The disk is full.", steps=20, name="bad", seed=3)
    frame = open_page().dataframe[0].value
    assert list(frame["Name"]) == ["bad", "good"]
    assert list(frame["State"]) == ["failed", "done"]
    assert list(frame["kNN before"].dropna()) == [25.0]
    assert list(frame["kNN after"].dropna()) == [61.0]
    assert set(frame["Epochs"]) == {40.0}


@pytest.mark.parametrize("state", ["running", "done", "failed", "queued", "paused", "cancelled"])
def test_the_chosen_run_is_shown_with_its_results_in_every_state(store, state):
    run = make_run(store, state, "Why it is so.")
    at = open_page(run=run.id)
    assert "Why it is so." in words(at)
    assert bool(at.metric) == (state == "done")
    assert at.button(key="delete").disabled == (state == "running")


def test_a_run_is_renamed_and_an_empty_name_brings_back_the_old(store):
    run = make_run(store, "done", name="before")
    at = open_page(run=run.id)
    at.text_input[0].set_value("after").run()
    assert run.name == "after"
    at.text_input[0].set_value("").run()
    assert run.name == run.id
    assert at.text_input[0].value == run.id


def test_a_deleted_run_is_gone_until_undo(store):
    run = make_run(store, "done", name="precious")
    at = open_page(run=run.id)
    at.button(key="delete").click().run()
    assert store.list() == []
    assert "Deleted" in words(at) and "precious" in words(at)
    at.button(key="undo").click().run()
    assert [kept.id for kept in store.list()] == [run.id]
    assert "undo" not in keys(at)


def test_the_trash_keeps_what_was_deleted_earlier(store):
    run = make_run(store, "done", name="old")
    store.delete(run.id)
    at = open_page()
    at.button(key=f"restore_{run.id}").click().run()
    assert [kept.name for kept in store.list()] == ["old"]


def test_two_runs_side_by_side_show_what_differs(store):
    left = make_run(store, "done", name="left", seed=1, knobs={"temperature": 0.1})
    right = make_run(store, "done", name="right", seed=2)
    at = open_page(run=left.id, **{"with": right.id})
    settings_table, results_table = (element.value for element in at.table)
    assert settings_table.loc["Seed"].tolist() == ["1", "2"]
    assert settings_table.loc["Knobs: temperature"].tolist() == ["0.1", "by default"]
    assert results_table.loc["kNN accuracy, trained"].tolist() == ["61.0%", "61.0%"]
    assert "More than one setting differs" in words(at)


def test_equal_settings_are_called_equal(store):
    left, right = make_run(store, "done", name="left"), make_run(store, "done", name="right")
    at = open_page(run=left.id, **{"with": right.id})
    assert "None: the two asked for the same" in words(at)


def test_a_name_is_shown_as_it_was_typed(store):
    left, right = make_run(store, "done", name="**a** $b$"), make_run(store, "done", name=":red[c]", seed=1)
    at = open_page(run=left.id, **{"with": right.id})
    assert at.subheader[0].value == r"\*\*a\*\* \$b\$"
    assert list(at.table[0].value.columns) == [r"\*\*a\*\* \$b\$", r"\:red\[c\]"]


def test_a_link_to_compare_with_an_unknown_run_says_so(store):
    run = make_run(store, "done")
    make_run(store, "done")
    at = open_page(run=run.id, **{"with": "nothing-like-it"})
    assert any("There is no run" in warning.value for warning in at.warning)


def test_a_damaged_run_shows_its_problem_and_can_be_deleted(store):
    run = make_run(store, "done", name="broken")
    (run.path / "config.json").write_text("{")
    make_run(store, "done")
    at = open_page(run=run.id)
    assert "config.json" in words(at)
    assert "damaged" in set(at.dataframe[0].value["State"])
    at.button(key="delete").click().run()
    assert len(store.list()) == 1


def test_an_exported_run_comes_back_by_import(store):
    run = make_run(store, "done", name="traveller")
    packed = export_run(run)
    store.delete(run.id)
    at = open_page()
    at.file_uploader[0].upload("run.zip", packed, "application/zip").run()
    assert [kept.name for kept in store.list()] == ["traveller"]


def test_a_file_that_is_no_run_is_refused_in_one_sentence(store):
    at = open_page()
    at.file_uploader[0].upload("run.zip", b"not a zip", "application/zip").run()
    assert [error.value for error in at.error] == ["This is not a readable zip file; export the run again."]
    assert store.list() == []


def test_settings_have_names_and_values_for_people():
    shown = settings(RunConfig(seconds=None, epochs=3.25))["Value"]
    assert shown["Classes"] == "all"
    assert shown["Epochs"] == "3.25"
    assert shown["Seconds asked for"] == "–"
    assert setting_name("recipe.crop_min") == "Recipe: crop min"
    assert in_words("data.images", None) == "all"


def test_the_table_of_no_runs_has_its_columns(store):
    assert "Name" in table([]).columns


def test_two_runs_of_one_name_are_told_apart(store):
    left, right = make_run(store, "done", name="twin"), make_run(store, "done", name="twin", seed=1)
    assert len(set(comparison(left, right)[0].columns)) == 2
