"""What the benchmark found to help against the short cut, and how it was measured. Knows no Streamlit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from app.shortcut import prose
from ssl_demo.errors import UserError

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "short_cuts.json"
COMMAND = "python -m benchmarks.short_cuts"


class Found(NamedTuple):
    """One case of the benchmark, mean and standard deviation over its seeds. Accuracies in 0…1."""

    probe: tuple[float, float]
    knn: tuple[float, float]
    loss: tuple[float, float]


class Cures(NamedTuple):
    """All cases, and the protocol they share."""

    protocol: str
    cases: Mapping[str, Found]


def measured() -> Cures | None:
    """What the benchmark wrote; None where it was never run. Raises UserError for a file that is broken."""
    if not RESULTS.exists():
        return None
    try:
        saved = json.loads(RESULTS.read_text(encoding="utf-8"))
        cases = {
            case: Found(_pair(row["probe"]), _pair(row["knn"]), _pair(row["loss"]))
            for case, row in saved["rows"].items()
        }
        return Cures(f"{saved['about']} Machine: {saved['machine']}.", cases)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{RESULTS.name} can't be read; measure it again with {COMMAND}.") from error


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
    return "\n".join(f"- {text}" for text in (*tried, prose.DATA)) + f"\n\n{compared}"


def _percent(found: Found) -> str:
    mean, std = found.probe
    return f"{100 * mean:.0f} ± {100 * std:.0f} %"


def _pair(value: list[float]) -> tuple[float, float]:
    mean, std = value
    return float(mean), float(std)
