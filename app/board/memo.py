"""What is measured of label curves, read once for each time that it grows: a board looks again with every result."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from ssl_demo.classroom.pooled.curve import curve_rows
from ssl_demo.errors import UserError
from ssl_demo.jobs.points import RESULTS
from ssl_demo.runs.parsed import Parsed
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

Rows = list[dict[str, Any]]
FILE = f"results/{RESULTS}.jsonl"


def measured_curve(run: Run, share: float) -> Rows:
    """What is measured of a run's label curve; see `curve_rows`. Nobody may change it."""
    try:
        return _curves(share)(run.path / FILE)
    except UserError:
        return []  # nothing is measured yet, or the run has just been deleted


def size_measured(run: Run) -> int:
    """Bytes of a run's label curve: it only ever grows."""
    try:
        return (run.path / FILE).stat().st_size
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _curves(share: float) -> Parsed[Rows]:
    def rows(path: Path) -> Rows:
        folder = path.parent.parent
        return curve_rows(RunStore(folder.parent), Run(folder), share)

    return Parsed(rows)
