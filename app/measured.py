"""What this project's benchmarks wrote, read for the pages. Imports no Streamlit."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ssl_demo.errors import UserError

T = TypeVar("T")

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks" / "results"


def read_results(file: Path, command: str, parse: Callable[[Any], T]) -> T | None:
    """What `parse` makes of a benchmark's file; None where it was never run. Raises UserError for a broken file."""
    if not file.exists():
        return None
    try:
        return parse(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{file.name} can't be read; measure it again with {command}.") from error


def pair(value: Sequence[float]) -> tuple[float, float]:
    """Two numbers as they stand in a file. Raises ValueError for more or fewer."""
    first, second = value
    return float(first), float(second)


def in_percent(value: tuple[float, float]) -> str:
    """A mean and its standard deviation, in 0…1, as "57.7 ± 0.5"."""
    mean, std = value
    return f"{100 * mean:.1f} ± {100 * std:.1f}"
