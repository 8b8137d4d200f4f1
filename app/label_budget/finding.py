"""What a label curve found, short enough for its title. Knows no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from statistics import mean
from typing import Any

from app.findings import percent
from app.label_budget.read_out import SCRATCH, curves_of, labels, title
from ssl_demo.evaluation.crossing import Curve
from ssl_demo.evaluation.label_curve import SHARED

USUAL = 10
"""Labels per class: a count that is fixed beforehand. The one with the largest lead would promise too much."""
PAIR = ("ssl", "supervised")


def finding(rows: Iterable[Mapping[str, Any]], run_id: str, run_name: str = "") -> str:
    """ "With 10 labels per class: self-supervised 91 %, training from scratch 54 %", or what else there is to say.

    Of the count nearest to ten that both were measured at, over the draws of labels that both had there. rows: as for
    `read_out`. run_name: plain text, where the figure shows several runs.
    """
    curves, whose = curves_of(rows, run_id), f" ({run_name})" if run_name else ""
    if shared := _shared(*(curves.get(name, {}) for name in PAIR)):
        count = _nearest(shared)
        ssl, scratch = (percent(mean(curves[name][count][draw] for draw in shared[count])) for name in PAIR)
        return f"With {labels(count)}: self-supervised{whose} {ssl}, {SCRATCH} {scratch}"
    if not curves:
        return "Test accuracy against labels per class"
    contender = "ssl" if "ssl" in curves else next(iter(curves))
    curve = curves[contender]
    first, last = min(curve), max(curve)
    name = f"{title(contender)}{'' if contender in SHARED else whose}"
    said = f"{name[:1].upper()}{name[1:]}: {_mean(curve, first)} with {labels(first)}"
    return f"{said}, {_mean(curve, last)} with {last:,}" if last > first else said


def _shared(one: Curve, other: Curve) -> dict[int, list[int]]:
    """The draws that both have, by the counts at which there are any."""
    draws = {count: sorted(one[count].keys() & other[count].keys()) for count in one.keys() & other.keys()}
    return {count: both for count, both in draws.items() if both}


def _nearest(counts: Iterable[int]) -> int:
    return min(sorted(counts), key=lambda count: abs(math.log(count / USUAL)))


def _mean(curve: Curve, count: int) -> str:
    return percent(mean(curve[count].values()))
