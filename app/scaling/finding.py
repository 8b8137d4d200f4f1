"""What more images brought, short enough for a panel's title. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence

from app.findings import percent
from app.scaling.lines import CLASSICS, Line


def finding(lines: Sequence[Line], noun: str) -> str:
    """ "From 100 to 5,000 labelled images, in points: HOG +31, encoder L +58", between the ends that these lines share.

    Told of the first classic and the last network that have two such points. noun: what is counted. lines: not empty.
    """
    grown = [line for line in lines if len(line.dots) > 1]
    classics = [line for line in grown if line.key in CLASSICS]
    networks = [line for line in grown if line.key not in CLASSICS]
    told = [*classics[:1], *networks[-1:]]
    shared = sorted(set.intersection(*({dot.images for dot in line.dots} for line in told))) if told else []
    if len(shared) < 2:
        line = lines[-1]
        dot = line.dots[-1]
        return f"With {dot.images:,} {noun}: {line.name} {percent(dot.row['accuracy_mean'])}"
    first, last = shared[0], shared[-1]
    gains = ", ".join(f"{line.name} {_gain(line, first, last):+z.0f}" for line in told).replace("-", "−")
    return f"From {first:,} to {last:,} {noun}, in points: {gains}"


def _gain(line: Line, first: int, last: int) -> float:
    before, after = line.at(first), line.at(last)
    assert before is not None and after is not None
    return 100 * (after.row["accuracy_mean"] - before.row["accuracy_mean"])
