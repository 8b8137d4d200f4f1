"""What the benchmark found to help against the short cut, and how it was measured. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.measured import FOLDER, in_percent, pair, read_results
from app.shortcut import prose

RESULTS = FOLDER / "short_cuts.json"
COMMAND = "python -m benchmarks.short_cuts"


class Found(NamedTuple):
    """One case of the benchmark, mean and standard deviation over its seeds. Accuracies in 0…1."""

    probe: tuple[float, float]
    knn: tuple[float, float]
    loss: tuple[float, float]


class Cures(NamedTuple):
    """All cases, and the protocol they share."""

    labels: int
    seeds: int
    protocol: str
    cases: Mapping[str, Found]


def measured() -> Cures | None:
    """What the benchmark wrote; None where it was never run. Raises UserError for a file that is broken."""
    return read_results(RESULTS, COMMAND, _parsed)


def _parsed(saved: Mapping[str, Any]) -> Cures:
    cases = {case: Found(*(pair(row[name]) for name in Found._fields)) for case, row in saved["rows"].items()}
    protocol = f"{saved['about']} Seeds: {saved['seeds']}. Machine: {saved['machine']}."
    return Cures(int(saved["labels"]), int(saved["seeds"]), protocol, cases)


TRIED = {
    "differs": "another wallpaper for each view",
    "blur": "blur on every view",
    "vicreg": "VICReg",
    "rotation": "rotation",
    "mae": "MAE",
}
OTHERS = {
    "wallpaper": "wallpaper",
    "tenth": "wallpaper 0.1",
    "quarter": "wallpaper 0.25",
    "half": "wallpaper 0.5",
    "none": "no wallpaper",
    "labels": "labels",
    "usual": "usual scenes",
    "grain": "usual scenes, grain",
}
"""The benchmark's cases, by their names in the prose: the cures, and what to compare them with."""
CONTROL = ", no wallpaper"
"""Ends the name of a cure where there is nothing to cure."""


def in_words(cures: Cures) -> str:
    """Markdown: what each cure brought, and what to compare it with."""
    numbers = {name: _beside_its_control(cures.cases, case) for name, case in TRIED.items()}
    numbers |= {name: _percent(cures.cases[case]) for name, case in OTHERS.items()}
    numbers |= {f"{name}_loss": f"{cures.cases[case].loss[0]:.2f}" for name, case in (TRIED | OTHERS).items()}
    by = prose.MEASURED_BY.format(labels=cures.labels, seeds=cures.seeds)
    tried = "\n".join(f"- {text.format(**numbers)}" for text in prose.CURES)
    return f"{by}\n{tried}\n\n{prose.COMPARED.format(**numbers)}"


def _beside_its_control(cases: Mapping[str, Found], case: str) -> str:
    control = cases.get(f"{case}{CONTROL}")
    return f"**{_percent(cases[case])}**" + (f" ({_percent(control)})" if control else "")


def _percent(found: Found) -> str:
    return f"{in_percent(found.probe)} %"
