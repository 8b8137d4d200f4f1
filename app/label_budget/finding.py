"""What a label curve found, short enough for its title. Knows no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean
from typing import Any

from app.findings import percent
from app.label_budget.read_out import SCRATCH, curves_of, labels, title
from ssl_demo.evaluation.crossing import Curve

USUAL = 10
"""Labels per class: a count that is fixed beforehand. The one with the largest lead would promise too much."""


def finding(rows: Iterable[Mapping[str, Any]], run_id: str) -> str:
    """ "With 10 labels per class: self-supervised 91 %, training from scratch 54 %", or what else there is to say.

    Of the count nearest to ten that both were measured at. rows: as for `read_out`, with at least one of the run's.
    """
    curves = curves_of(rows, run_id)
    if shared := curves.get("ssl", {}).keys() & curves.get("supervised", {}).keys():
        count = _nearest(shared)
        ssl, scratch = (_mean(curves[name], count) for name in ("ssl", "supervised"))
        return f"With {labels(count)}: self-supervised {ssl}, {SCRATCH} {scratch}"
    if not curves:
        return "Test accuracy against labels per class"
    contender = "ssl" if "ssl" in curves else next(iter(curves))
    curve = curves[contender]
    first, last = min(curve), max(curve)
    name = title(contender)
    said = f"{name[:1].upper()}{name[1:]}: {_mean(curve, first)} with {labels(first)}"
    return f"{said}, {_mean(curve, last)} with {last:,}" if last > first else said


def _nearest(counts: Iterable[int]) -> int:
    return min(sorted(counts), key=lambda count: abs(math.log(count / USUAL)))


def _mean(curve: Curve | Mapping[int, Mapping[int, float]], count: int) -> str:
    accuracies: Sequence[float] = [*curve[count].values()]
    return percent(mean(accuracies))
