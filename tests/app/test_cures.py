"""What the page says of the cures is what the benchmark measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.shortcut import cures
from ssl_demo.errors import UserError

TRIED = [*cures.TRIED.values()]
CASES = [*TRIED, *(f"{case}, no wallpaper" for case in TRIED[1:]), *cures.OTHERS.values()]
ABOUT = {"about": "So and so.", "labels": 10, "seeds": 3, "machine": "A laptop"}


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "short_cuts.json"
    monkeypatch.setattr(cures, "RESULTS", file)
    return file


def made_up(place: int) -> dict[str, list[float]]:
    return {"probe": [0.01 * place + 0.2, 0.01], "knn": [0.5, 0.0], "loss": [3.0 + place / 10, 0.0]}


def test_every_number_is_that_of_its_case(results: Path) -> None:
    rows = {case: made_up(place) for place, case in enumerate(CASES)}
    results.write_text(json.dumps({**ABOUT, "rows": rows}))
    found = cures.measured()
    assert found is not None and found.protocol == "So and so. Seeds: 3. Machine: A laptop."
    said = cures.in_words(found)
    for place in range(len(CASES)):
        assert said.count(f"{20 + place}.0 ± 1.0 %") == 1
    assert "with 10 labels per class: mean ± standard deviation over 3 trainings" in said
    assert f"it ends at 3.00, higher than the {3 + CASES.index('wallpaper') / 10:.2f}" in said
    assert "{" not in said


def test_without_a_benchmark_there_is_nothing_to_say(results: Path) -> None:
    assert cures.measured() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"about": "", "machine": "", "rows": {"a": {"probe": 1}}}'])
def test_a_broken_file_is_told_with_what_to_do(results: Path, text: str) -> None:
    results.write_text(text)
    with pytest.raises(UserError, match=r"short_cuts\.json can't be read; measure it again with python -m"):
        cures.measured()
