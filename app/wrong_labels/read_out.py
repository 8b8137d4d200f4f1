"""What accuracy against wrong labels says, in sentences worked out from its rows. Knows no Streamlit.

Rows have contender, wrong and `accuracies` by draw. Contenders are compared draw by draw, as each draw gives all of
them the same labels. Only what the 95 % interval of a difference bears out is said to be so; a single draw, which has
none, is said to be one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from app.findings import percent
from app.words import listed
from ssl_demo.evaluation.crossing import TIE
from ssl_demo.evaluation.interval import Interval, mean_interval, paired_lead

Scores = Mapping[int, float]
"""Draw → accuracy in 0 … 1."""
Curves = Mapping[str, Mapping[float, Scores]]
"""Contender → share of wrong labels → scores."""

NAMES = {"ssl": "the self-supervised probe", "finetuned": "fine-tuning", "supervised": "training from scratch"}
"""What the contenders are called within a sentence."""


def read_out(rows: Iterable[Mapping[str, Any]], classes: int) -> list[str]:
    """Markdown sentences: what each contender loses from the least to the largest share that all were measured at, who
    loses least, whether learning without labels protects, and who is ahead in the end. None while there are no two
    contenders to compare.
    """
    curves = _in_common(curves_of(rows))
    shares = sorted(next(iter(curves.values()), {}))
    if not shares or len(curves) < 2:
        return []
    low, high = shares[0], shares[-1]
    sentences = []
    lost = {contender: _lost(curve, low, high) for contender, curve in curves.items()}
    if low < high and all(lost.values()):
        before = {contender: _mean(curve[low]) for contender, curve in curves.items()}
        sentences += [_losses(lost, low, high), _least(lost, before), _protection(lost)]
    sentences += [_first(curves, high), _below_chance(curves, high, 1 / classes)]
    return [sentence for sentence in sentences if sentence]


def curves_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[float, Scores]]:
    """The accuracies of each contender by share and draw."""
    curves: dict[str, dict[float, Scores]] = {name: {} for name in NAMES}
    for row in rows:
        curves[row["contender"]][row["wrong"]] = row["accuracies"]
    return {name: curve for name, curve in curves.items() if curve}


def _in_common(curves: Curves) -> dict[str, dict[float, Scores]]:
    """The curves at the shares, and over the draws, that all of them have: a computation may still be at work."""
    common: dict[float, list[int]] = {}
    for share in set.intersection(*map(set, curves.values())) if curves else ():
        if draws := sorted(set.intersection(*(set(curve[share]) for curve in curves.values()))):
            common[share] = draws
    return {
        name: {share: {draw: curve[share][draw] for draw in draws} for share, draws in common.items()}
        for name, curve in curves.items()
    }


def _lost(curve: Mapping[float, Scores], low: float, high: float) -> dict[int, float]:
    """What is lost between two shares, draw by draw."""
    return {draw: curve[low][draw] - curve[high][draw] for draw in curve[low] if draw in curve[high]}


def _losses(lost: Mapping[str, Scores], low: float, high: float) -> str:
    said = []
    for name, values in lost.items():
        spread = mean_interval([*values.values()])
        said.append(f"{NAMES[name]} {'loses' if spread.mean >= 0 else 'gains'} {points(spread)}")
    return f"From {percent(low)} to {percent(high)} wrong labels, {listed(said)}."


def _least(lost: Mapping[str, Scores], before: Mapping[str, float]) -> str:
    first, *others = sorted(lost, key=lambda name: _mean(lost[name]))
    gaps = [gap for name in others if (gap := paired_lead(lost[name], lost[first]))]
    who = f"{_capital(NAMES[first])} loses least"
    had_least = "; it also had the least to lose" if before[first] == min(before.values()) else ""
    if not all(gap.known for gap in gaps):
        return f"{who}, in a single draw that may be luck{had_least}."
    if all(gap.low > 0 for gap in gaps):
        against = "each of the others" if len(gaps) > 1 else "the other"
        return f"{who}, and the draws bear it out against {against}{had_least}."
    return f"{who} on average, but the draws can't tell it from all others{had_least}."


def _protection(lost: Mapping[str, Scores]) -> str:
    """Where the encoder that learned without labels loses as much as who learned from them, or more: that, plainly."""
    more = {
        rival: lead
        for rival in ("finetuned", "supervised")
        if (lead := paired_lead(lost.get("ssl", {}), lost.get(rival, {}))) and lead.mean >= 0
    }
    if not more:
        return ""
    clearly = [f"{NAMES[rival]} by {points(lead)}" for rival, lead in more.items() if lead.low > 0]
    luck = "in a single draw that may be luck" if not all(lead.known for lead in more.values()) else "on average"
    equally = [NAMES[rival] for rival, lead in more.items() if lead.low <= 0]
    said = [f"more than {listed(clearly)}"] if clearly else []
    if equally:
        said.append(f"no less than {listed(equally)}, {luck}")
    return f"Having learned without labels is no protection here: {NAMES['ssl']} loses {listed(said)}."


def _first(curves: Curves, share: float) -> str:
    """Who is ahead at a share."""
    best, second, *_ = sorted(curves, key=lambda name: _mean(curves[name][share]), reverse=True)
    lead = paired_lead(curves[best][share], curves[second][share])
    if lead is None:
        return ""
    there, reached = f"With {percent(share)} wrong labels", percent(_mean(curves[best][share]), 1)
    if lead.known and not lead.excludes_zero:
        return f"{there}, {NAMES[best]} is at {reached}, but the draws can't tell it from {NAMES[second]}."
    luck = "" if lead.known else ", in a single draw that may be luck"
    return f"{there}, {NAMES[best]} is ahead at {reached}, {points(lead)} above {NAMES[second]}{luck}."


def _below_chance(curves: Curves, share: float, chance: float) -> str:
    below = [NAMES[name] for name, curve in curves.items() if _mean(curve[share]) < chance - TIE]
    if not below:
        return ""
    return (
        f"There, {listed(below)} {'is' if len(below) == 1 else 'are'} worse than blind guessing, {percent(chance)}: "
        "something was learned from these labels, and it was wrong."
    )


def points(spread: Interval) -> str:
    """A difference of accuracies without its sign: "6.1 points (95 % interval 4.0 to 8.2)"."""
    low, high = sorted(math.copysign(100, spread.mean) * end for end in (spread.low, spread.high))
    span = f" (95\u00a0% interval {low:z.1f} to {high:z.1f})".replace("-", "−") if spread.known else ""
    return f"{abs(100 * spread.mean):.1f} points{span}"


def _mean(scores: Scores) -> float:
    return sum(scores.values()) / len(scores)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
