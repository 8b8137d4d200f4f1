"""A first look at the label budget: few points, in about half a minute, and all of them serve the whole curve later."""

from __future__ import annotations

from typing import Any

from app.palette import CONTENDERS
from ssl_demo.config import CurveConfig

LABELS, COMPARED, DRAWS = (1, 10, 50), ("ssl", "supervised"), 3


def quick_look(*run_ids: str) -> CurveConfig:
    """The curve of a first look at these runs: with and without self-supervision, at three counts of labels."""
    return CurveConfig(runs=run_ids, contenders=COMPARED, labels=LABELS, draws=DRAWS)


def quick_link(run_id: str) -> dict[str, Any]:
    """The query parameters with which the page opens on it."""
    titles = [CONTENDERS[name].title for name in COMPARED]
    return {"run": run_id, "labels": list(map(str, LABELS)), "contenders": titles, "draws": str(DRAWS)}


def quick_choice() -> dict[str, Any]:
    """The form's widgets, by their keys, with the values that make it."""
    return {"labels": list(LABELS), "contenders": list(COMPARED), "draws": DRAWS}
