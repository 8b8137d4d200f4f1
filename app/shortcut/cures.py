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
        text.format(probe=f"**{_percent(cases[case])}**", loss=f"{cases[case].loss[0]:.2f}", loss_before=before)
        for case, text in prose.CURES.items()
    ]
    others = {
        "wallpaper": "wallpaper",
        "none": "no wallpaper",
        "labels": "labels",
        "usual": "usual scenes",
        "grain": "usual scenes, grain",
    }
    compared = prose.COMPARED.format(**{name: _percent(cases[case]) for name, case in others.items()})
    by = prose.MEASURED_BY.format(labels=cures.labels, seeds=cures.seeds)
    return f"{by}\n" + "\n".join(f"- {text}" for text in (*tried, prose.DATA)) + f"\n\n{compared}"


def _percent(found: Found) -> str:
    return f"{in_percent(found.probe)} %"
