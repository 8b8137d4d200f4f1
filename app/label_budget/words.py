"""A label curve in words and as a table, worked out from its rows. Knows no Streamlit.

Rows are as in `figures.label_curve_figure`: contender, run, labels_per_class, accuracy_mean, accuracy_std, draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.figures import interval
from app.palette import CONTENDERS

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
Curve = dict[int, Row]
"""One contender's rows by their labels per class."""

TRAINED_ON = {
    "ssl": "a linear probe on the frozen features of the self-supervised encoder",
    "supervised": "the same network, trained from scratch on the labelled images alone",
    "untrained": "the same probe on the features of the encoder before its first step",
    "pixels": "the same probe on the raw pixels",
}


def read_out(rows: Sequence[Row], run: str, name: str) -> list[str]:
    """What the rows say about one run, one sentence each: who leads with the fewest labels, where that changes, and
    what training without labels has brought."""
    curves = curves_of(rows, run)
    ssl = curves.get("ssl")
    if not ssl or len(curves) < 2:
        return []
    sentences = [_first_place(curves)]
    if "supervised" in curves:
        sentences.append(_crossing(ssl, curves["supervised"], name))
    if "untrained" in curves:
        sentences.append(_gain(ssl, curves["untrained"], name))
    return [sentence for sentence in sentences if sentence]


def curves_of(rows: Sequence[Row], run: str) -> dict[str, Curve]:
    """The contenders' curves that belong to a run: its own, and those that are no run's."""
    curves: dict[str, Curve] = {}
    for row in rows:
        if row.get("run") in (run, None, ""):
            curves.setdefault(row["contender"], {})[row["labels_per_class"]] = row
    return curves


def _first_place(curves: Mapping[str, Curve]) -> str:
    shared = set.intersection(*(set(curve) for curve in curves.values()))
    if not shared:
        return ""
    fewest = min(shared)
    order = sorted(curves, key=lambda contender: curves[contender][fewest]["accuracy_mean"], reverse=True)
    first, second = (curves[contender][fewest] for contender in order[:2])
    lead = 100 * (first["accuracy_mean"] - second["accuracy_mean"])
    sure = "" if apart(first, second) else ", too little for so few draws to be sure"
    return (
        f"With {labels(fewest)}, **{title(order[0])}** leads at {first['accuracy_mean']:.1%}, "
        f"{lead:.1f} points ahead of {title(order[1])}{sure}."
    )


def _crossing(ssl: Curve, scratch: Curve, name: str) -> str:
    counts = sorted(set(ssl) & set(scratch))
    if not counts:
        return ""
    ahead = [count for count in counts if scratch[count]["accuracy_mean"] > ssl[count]["accuracy_mean"]]
    if not ahead:
        return f"Up to {labels(counts[-1])}, training from scratch never overtakes the probe on **{name}**."
    if ahead == counts:
        return (
            f"Training from scratch is ahead of **{name}** at every count that was measured: here self-supervision "
            "wins nothing over simply using the labels."
        )
    stays = next((c for i, c in enumerate(counts) if counts[i:] == [a for a in ahead if a >= c]), None)
    if stays is None:
        return _back_and_forth(ssl, scratch, counts, name)
    clear = next((c for c in counts if c >= stays and apart(ssl[c], scratch[c])), None)
    sure = (
        "" if clear == stays else f", clearly so from {labels(clear)}" if clear else ", by less than the draws scatter"
    )
    return f"Training from scratch overtakes **{name}** at {labels(stays)}{sure}: there, labels win."


def _back_and_forth(ssl: Curve, scratch: Curve, counts: Sequence[int], name: str) -> str:
    """Of two curves that change places more than once: where the draws tell them apart at all."""
    clear = [count for count in counts if apart(ssl[count], scratch[count])]
    if not clear:
        return (
            f"At no count can **{name}** and training from scratch be told apart: more draws of labels would show more."
        )
    leads = {
        f"**{name}**": [c for c in clear if ssl[c]["accuracy_mean"] > scratch[c]["accuracy_mean"]],
        "training from scratch": [c for c in clear if ssl[c]["accuracy_mean"] < scratch[c]["accuracy_mean"]],
    }
    said = " and ".join(f"{who} is clearly ahead with {_listed(at)}" for who, at in leads.items() if at)
    rest = "" if clear == list(counts) else "; elsewhere the draws scatter more than the two differ"
    return f"{said[0].upper()}{said[1:]}{rest}."


def _listed(counts: Sequence[int]) -> str:
    *first, last = counts
    return f"{', '.join(map(str, first))} and {labels(last)}" if first else labels(last)


def _gain(ssl: Curve, untrained: Curve, name: str) -> str:
    counts = sorted(set(ssl) & set(untrained))
    if not counts:
        return ""
    gains = {c: 100 * (ssl[c]["accuracy_mean"] - untrained[c]["accuracy_mean"]) for c in counts}
    lost = [c for c in counts if gains[c] <= 0]
    if lost == counts:
        return (
            f"**{name}** is nowhere better than its own encoder was before training: it has learnt nothing of use here."
        )
    if lost:
        at = ", ".join(map(str, lost))
        return f"Self-supervised training made **{name}** worse than its untrained encoder at {at} labels per class."
    low, high = min(gains.values()), max(gains.values())
    points = f"{high:.1f} points" if len(counts) == 1 else f"{low:.1f} to {high:.1f} points"
    return f"Over the same encoder before training, **{name}** gains {points}, without having seen a label."


def apart(left: Row, right: Row) -> bool:
    """Whether two rows' 95 % intervals have no accuracy in common. With one draw there is no interval, so: no."""
    if min(left["draws"], right["draws"]) < 2:
        return False
    a, b = (interval(row["accuracy_mean"], row["accuracy_std"], row["draws"]) for row in (left, right))
    return a[1] < b[0] or b[1] < a[0]


def labels(count: int) -> str:
    """A count as people say it: "1 label per class"."""
    return f"{count:,} label{'s' if count != 1 else ''} per class"


def title(contender: str) -> str:
    """What a contender is called in a sentence."""
    return CONTENDERS[contender].title.lower() if contender in CONTENDERS else contender


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
                "Protocol": TRAINED_ON.get(row["contender"], ""),
            }
        )
    return pd.DataFrame(lines)
