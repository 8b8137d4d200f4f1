"""What the benchmark found to help against the short cut, and how it was measured. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.measured import FOLDER, in_percent, mean_and_std, read_results
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
    cases = {case: Found(*(mean_and_std(row[name]) for name in Found._fields)) for case, row in saved["rows"].items()}
    protocol = f"{saved['about']} Seeds: {saved['seeds']}. Machine: {saved['machine']}."
    return Cures(int(saved["labels"]), int(saved["seeds"]), protocol, cases)


def in_words(cures: Cures) -> str:
    """Markdown: what each cure brought, and what to compare it with."""
    cases = cures.cases
    before = f"{cases['wallpaper'].loss[0]:.2f}"
    tried = [
        text.format(
            probe=_beside_its_twin(cases, case),
            mae=_beside_its_twin(cases, "MAE"),
            loss=f"{cases[case].loss[0]:.2f}",
            loss_before=before,
        )
        for case, text in prose.CURES.items()
    ]
    compared = prose.COMPARED.format(**{name: _percent(cases[case]) for name, case in COMPARED_WITH.items()})
    by = prose.MEASURED_BY.format(labels=cures.labels, seeds=cures.seeds)
    return f"{by}\n" + "\n".join(f"- {text}" for text in (*tried, prose.DATA)) + f"\n\n{compared}"


COMPARED_WITH = {
    "wallpaper": "wallpaper",
    "tenth": "wallpaper 0.1",
    "quarter": "wallpaper 0.25",
    "half": "wallpaper 0.5",
    "none": "no wallpaper",
    "labels": "labels",
    "usual": "usual scenes",
    "grain": "usual scenes, grain",
}
"""The names in the prose of the benchmark's other cases."""


def _beside_its_twin(cases: Mapping[str, Found], case: str) -> str:
    twin = cases.get(f"{case}, no wallpaper")
    return f"**{_percent(cases[case])}**" + (f" ({_percent(twin)})" if twin else "")


def _percent(found: Found) -> str:
    return f"{in_percent(found.probe)} %"
