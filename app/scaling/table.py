"""The numbers of both panels as one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.figures import interval
from app.scaling.lines import CLASSICS, Dot, Line

if TYPE_CHECKING:
    import pandas as pd

PERCENT = ("Mean", "Spread", "95 % from", "95 % to")
COLUMNS = (
    "Panel",
    "Line",
    "Labelled images",
    "Labels per class",
    "Unlabelled images",
    "Times seen",
    *PERCENT,
    "Draws",
    "Run",
    "Protocol",
)
CLASSIC = "linear probe on features that no network made"
SCRATCH = "network trained from scratch on the labelled images alone"
PROBE = "linear probe on the frozen features of the self-supervised encoder"


def table(labelled: Sequence[Line], unlabelled: Sequence[Line], names: Mapping[str, str], share: float) -> pd.DataFrame:
    """One line for each dot of both panels; accuracies in percent, and a spread where there is more than one draw.

    names: of the runs, by id. share: the most of the run's compute that a network trained from scratch may take.
    """
    import pandas as pd

    scratch = f"{SCRATCH}, with at most {share:.0%} of the run's compute"
    lines = []
    for line in labelled:
        how = CLASSIC if line.key in CLASSICS else scratch
        lines += [{**_place("with labels", line, dot, names, how), "Labelled images": dot.images} for dot in line.dots]
    for line in unlabelled:
        lines += [
            {**_place("without labels", line, dot, names, PROBE), "Unlabelled images": dot.images} for dot in line.dots
        ]
    return pd.DataFrame(lines, columns=COLUMNS)


def _place(panel: str, line: Line, dot: Dot, names: Mapping[str, str], how: str) -> dict[str, Any]:
    row = dot.row
    low, high = interval(row["accuracy_mean"], row["accuracy_std"], row["draws"])
    several = row["draws"] > 1
    return {
        "Panel": panel,
        "Line": line.style.title,
        "Labels per class": dot.labels_per_class,
        "Times seen": dot.epochs,
        "Mean": 100 * row["accuracy_mean"],
        "Spread": 100 * row["accuracy_std"] if several else None,
        "95 % from": 100 * low if several else None,
        "95 % to": 100 * high if several else None,
        "Draws": row["draws"],
        "Run": names.get(dot.run, ""),
        "Protocol": how,
    }
