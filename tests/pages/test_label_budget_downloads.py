"""What can be taken away from a label curve, from a real run on a dozen images: the numbers in it are the page's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from app.label_budget.downloads import as_json, as_script
from ssl_demo.cli.main import main
from ssl_demo.config import CurveConfig, RunConfig, SubsetConfig, from_dict
from ssl_demo.jobs.curve import rows_of
from ssl_demo.jobs.execute import run_here
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import IMAGES, ROOT, toys


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_DEMO_DATA", str(home / "data"))
        patch.setenv("SSL_DEMO_RUNS", str(home / "runs"))
        patch.setattr("ssl_demo.jobs.train.draw_maps", lambda *_: None)
        patch.setenv("OMP_NUM_THREADS", "1")
        yield RunStore(home / "runs")


@pytest.fixture(scope="module")
def run(store: RunStore) -> Run:
    data = SubsetConfig(toys(store.root.parent), images=IMAGES)
    made = store.create(RunConfig(data=data, encoder="S", epochs=4.0, seconds=None, batch_size=12, seed=5))
    run_here(made)
    return made


@pytest.fixture(scope="module")
def config(store: RunStore, run: Run) -> CurveConfig:
    asked = CurveConfig((run.id,), contenders=("ssl", "finetuned", "supervised", "pixels"), labels=(1, 3), draws=2)
    run_here(store.create(asked, kind="curve"))
    return asked


def without_run(rows: list[dict]) -> list[dict]:
    return [{name: value for name, value in row.items() if name != "run"} for row in rows]


def test_the_command_line_gives_the_pages_numbers(
    store: RunStore, config: CurveConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--labels", "1,3", "--draws", "2", "--contenders", ",".join(config.contenders), "--json")
    assert main(["curve", "--run", config.runs[0], "--runs", str(store.root), *asked]) == 0
    printed = json.loads(capsys.readouterr().out.splitlines()[-1])["rows"]
    rows = rows_of(store, config)
    assert len(printed) == len(rows) == 8
    for one, other in zip(printed, rows, strict=True):
        assert one == {name: other[name] for name in one}


def test_the_script_repeats_the_curve_number_by_number(store: RunStore, run: Run, config: CurveConfig) -> None:
    script = store.root.parent / "label_budget.py"
    script.write_text(as_script(config, [run]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script.name],
        cwd=script.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    there = RunStore(script.parent / "repeated")
    (again,) = there.list()
    repeated = CurveConfig(**{**vars(config), "runs": (again.id,)})
    assert without_run(rows_of(there, repeated)) == without_run(rows_of(store, config))
    assert len(done.stdout.splitlines()) == 8


def test_the_json_holds_every_number_setting_and_seed(store: RunStore, run: Run, config: CurveConfig) -> None:
    told = json.loads(as_json(config, rows_of(store, config), [run]))
    assert from_dict(CurveConfig, told["curve"]) == config
    (trained,) = told["runs"]
    settings = {name: value for name, value in trained.items() if name not in ("id", "name")}
    assert from_dict(RunConfig, settings) == run.config and settings["seed"] == 5
    assert {row["contender"] for row in told["rows"]} == {*config.contenders}
    assert all(len(row["accuracies"]) == row["draws"] == 2 for row in told["rows"])
    assert told["made_with"]["torch"]
