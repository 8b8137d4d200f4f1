"""A label curve as a table, and how each of its contenders was measured. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.figures import interval
from app.palette import CONTENDERS

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

PROBED = "L2 chosen by cross-validation on the labelled images"
PROTOCOLS = {
    "ssl": f"linear probe on the frozen self-supervised encoder; {PROBED}",
    "finetuned": "encoder and probe trained on together; rate and length chosen on held-out labelled images",
    "knn": "vote of the labelled images nearest in embedding; how many vote is chosen on the labelled images",
    "supervised": "same network, trained on the labelled images alone; rate and length chosen on held-out ones",
    "untrained": f"linear probe on the encoder before its first step; {PROBED}",
    "kmeans": f"linear probe on k-means patches; {PROBED}",
    "hog": f"linear probe on histograms of oriented gradients; {PROBED}",
    "pixels": f"linear probe on the raw pixels; {PROBED}",
}
"""In short, for hovers and tables."""


def table(rows: Sequence[Row], names: Mapping[str, str]) -> pd.DataFrame:
    """One line for each contender and count; accuracies in percent."""
    import pandas as pd

    order = list(CONTENDERS)
    lines = []
    for row in sorted(rows, key=lambda r: (r["labels_per_class"], order.index(r["contender"]), str(r.get("run")))):
        low, high = interval(row["accuracy_mean"], row["accuracy_std"], row["draws"])
        several = row["draws"] > 1
        lines.append(
            {
                "Labels per class": row["labels_per_class"],
                "Contender": CONTENDERS[row["contender"]].title,
                "Run": names.get(row.get("run") or "", row.get("run") or ""),
                "Mean": 100 * row["accuracy_mean"],
                "Spread": 100 * row["accuracy_std"] if several else None,
                "95 % from": 100 * low if several else None,
                "95 % to": 100 * high if several else None,
                "Draws": row["draws"],
                "Protocol": PROTOCOLS.get(row["contender"], ""),
            }
        )
    return pd.DataFrame(lines)
