"""What the lab says of all sabotages is what the benchmark measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.collapse import benchmark
from app.collapse.overview import table
from benchmarks.collapses import cells
from ssl_demo.errors import UserError
from ssl_demo.evaluation.verdict import Verdict
from ssl_demo.methods import METHODS, usual_config
from ssl_demo.methods.sabotage import sabotages_of

BUDGET = {"about": "So and so.", "machine": "A laptop", "seconds": 20.0, "seed": 0}


def row(method: str, broken: str, verdict: str, knn: float) -> dict[str, object]:
    pairs = {"spread": [0.8, 0.9], "rank": [46.0, 31.5], "scatter": [5, 25], "knn": [0.4, knn], "loss": [5.5, 3.25]}
    return {"method": method, "broken": broken, "verdict": verdict, "steps": 100, **pairs}


ROWS = [
    row("simclr", "", "healthy", 0.9),
    row("simclr", "Remove the negatives", "complete collapse", 0.2),
    row("simclr", "Set the temperature to 10", "dimensional collapse", 0.6),
    row("simclr", "Set the temperature to 0.01", "healthy", 0.7),
    row("rotation", "", "healthy", 0.25),
    row("rotation", "Multiply the learning rate by 30", "diverged", 0.1),
]


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "collapses.json"
    monkeypatch.setattr(benchmark, "RESULTS", file)
    return file


def test_verdicts_are_counted_and_what_they_hide_is_named(results: Path) -> None:
    results.write_text(json.dumps({**BUDGET, "rows": ROWS}))
    found = benchmark.measured()
    assert found is not None
    counted, hidden, idle = benchmark.said(found)
    assert "Of 4 ways to break 2 methods, **1** end in complete collapse and **1** in dimensional collapse" in counted
    assert "1 diverge. **1** leave" in counted
    assert hidden.endswith("*set the temperature to 0.01*: SimCLR (−20).") and "negatives" not in hidden
    assert "Rotation (40% → 25%)." in idle and "SimCLR" not in idle
    assert found.protocol == "So and so. 20 seconds, seed 0. Machine: A laptop."


def test_each_sabotage_stands_beside_its_own_healthy_twin(results: Path) -> None:
    results.write_text(json.dumps({**BUDGET, "rows": ROWS}))
    found = benchmark.measured()
    assert found is not None
    lines = table(found)
    assert list(lines["Method"]) == ["SimCLR", "SimCLR", "SimCLR", "Rotation"]
    assert list(lines["kNN, healthy twin"]) == [90.0, 90.0, 90.0, 25.0]
    assert list(lines["kNN"]) == pytest.approx([20.0, 60.0, 70.0, 10.0])
    assert (lines["Scatter, of before"][0], lines["Loss"][0]) == (5.0, "5.5 → 3.25")


def test_a_row_of_the_benchmarks_table_has_what_was_before_in_brackets() -> None:
    readings = ["0.90 (0.80)", "31.5 (46.0)", "25 (5)", "90.0 (40.0)", "5.500 → 3.250"]
    assert cells(ROWS[0]) == ["SimCLR", "", "healthy", *readings, "100"]


def test_without_a_benchmark_there_is_nothing_to_show(results: Path) -> None:
    assert benchmark.measured() is None


@pytest.mark.parametrize("text", ["", "[]", '{"rows": [{}]}', json.dumps({**BUDGET, "rows": [{**ROWS[0], "knn": 1}]})])
def test_a_broken_file_is_told_with_what_to_do(results: Path, text: str) -> None:
    results.write_text(text)
    with pytest.raises(UserError, match=r"collapses\.json can't be read; measure it again with python -m"):
        benchmark.measured()


OFFERED = {
    (name, way.title): way
    for name, cls in METHODS.items()
    if not cls.needs_labels
    for way in sabotages_of(usual_config(name))
}


def test_no_sabotage_is_shown_that_can_no_longer_be_chosen() -> None:
    found = benchmark.measured()
    assert found is not None
    assert found.broken and {(run.method, run.done) for run in found.broken} <= OFFERED.keys()


def test_what_a_sabotage_promises_is_what_was_measured() -> None:
    found = benchmark.measured()
    assert found is not None
    assert {run.verdict for run in found.healthy.values()} == {Verdict.HEALTHY}
    for run in found.broken:
        promised = {verdict for verdict in Verdict if str(verdict) in OFFERED[run.method, run.done].why}
        assert promised <= {run.verdict}, (run.method, run.done)
