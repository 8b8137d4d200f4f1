"""Where two label curves change places, and how many labels one needs to match the other.

Between two counts that were measured a curve is taken to be straight in the logarithm of labels per class, as it is
drawn; beyond them nothing is said. Two curves are compared over the draws that they share, count by count.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
from typing import Literal, NamedTuple

from ssl_demo.errors import UserError
from ssl_demo.evaluation.interval import Interval, paired_lead

Curve = Mapping[int, Mapping[int, float]]
"""Labels per class → draw → accuracy in 0 … 1."""

Kind = Literal["ahead everywhere", "behind everywhere", "overtaken", "overtakes", "to and fro", "tie"]

TIE = 1e-9
"""Means that differ by less are equal: no number of test images makes a finer step, rounding errors do."""


class Match(NamedTuple):
    """The labels per class at which an accuracy is first reached.

    "exact": between two measured counts or at one of them. "at most": at the smallest measured count already. "more
    than": at none; `labels` is then the largest count measured.
    """

    labels: float
    bound: Literal["exact", "at most", "more than"]


class Crossing(NamedTuple):
    """Where the lead changes sides. labels: per class, interpolated. first_leads: the first curve is ahead after it."""

    labels: float
    first_leads: bool


@dataclass(frozen=True)
class Verdict:
    """How one curve stands against another.

    leads: by labels per class, in order, the lead of the first curve at every count where the two share a draw.
    kind: told by the signs of the mean leads, whether or not the draws make them certain; a lead of exactly 0 is no
    side. It is "tie" if no count is `clear` though intervals are known, or if no lead differs from 0.
    """

    leads: Mapping[int, Interval]
    crossings: tuple[Crossing, ...]
    kind: Kind

    @property
    def counts(self) -> tuple[int, ...]:
        """The labels per class at which both were measured."""
        return tuple(self.leads)

    @property
    def known(self) -> bool:
        """Whether any lead has an interval: False if there is one draw of labels only. `kind` then tells its signs."""
        return any(lead.known for lead in self.leads.values())

    @property
    def clear(self) -> tuple[int, ...]:
        """The counts at which the interval of the lead excludes 0. Of 20 such intervals of equals, one does by luck."""
        return tuple(count for count, lead in self.leads.items() if lead.excludes_zero)

    @property
    def ahead(self) -> tuple[int, ...]:
        """The clear counts at which the first curve is ahead; if no interval is known, all at which it is."""
        return tuple(count for count in (self.clear if self.known else self.leads) if self.leads[count].mean > TIE)

    @property
    def behind(self) -> tuple[int, ...]:
        """The clear counts at which the first curve is behind; if no interval is known, all at which it is."""
        return tuple(count for count in (self.clear if self.known else self.leads) if self.leads[count].mean < -TIE)


class Saved(NamedTuple):
    """needed: the labels per class with which the other is as good on average. share: of the labels needed that are
    saved, 0 … 1; 0 if it needs no more, None if it is never as good within what was measured.

    between: where the draws first allow that it is as good, and where they first leave no doubt: where the lower, then
    the upper end of the 95 % interval of `ssl`'s lead comes down to 0. The ends are interpolated like the means, which
    makes the interval rather too wide than too narrow. None if some point has a single draw.
    """

    needed: Match
    share: float | None
    between: tuple[Match, Match] | None


def labels_to_match(curve: Curve, accuracy: float) -> Match:
    """The labels per class at which the mean curve first reaches this accuracy, 0 … 1.

    A curve may fall again after that. The first time is the fewest labels that can be claimed, so that labels said to
    be saved in comparison are never too many. Raises UserError if the curve has no point.
    """
    means = {count: mean(scores.values()) for count, scores in sorted(curve.items()) if scores}
    return _first_reached({count: reached - accuracy for count, reached in means.items()})


def labels_saved(ssl: Curve, other: Curve, count: int) -> Saved:
    """The labels per class that `other` needs to match `ssl` with `count` of them.

    Accuracies are compared over the draws that both have; where all draws are there, that is `labels_to_match` with the
    mean of `ssl`. Raises UserError if `ssl` wasn't measured with `count` labels or `other` shares no draw with it.
    """
    found = {at: paired_lead(ssl.get(count, {}), scores) for at, scores in sorted(other.items())}
    leads = {at: lead for at, lead in found.items() if lead is not None}
    needed = _first_reached({at: -lead.mean for at, lead in leads.items()})
    share = None if needed.bound == "more than" else max(0.0, 1 - count / needed.labels)
    if not all(lead.known for lead in leads.values()):
        return Saved(needed, share, None)
    ends = [{at: -lead.low for at, lead in leads.items()}, {at: -lead.high for at, lead in leads.items()}]
    return Saved(needed, share, (_first_reached(ends[0]), _first_reached(ends[1])))


def crossings(a: Curve, b: Curve) -> list[Crossing]:
    """All places, in order, where the lead passes from one curve to the other.

    Curves that touch and part again with the same one ahead don't cross. If they are equal at several counts before
    the lead changes, it changes at the last of those.
    """
    return _crossings(_leads(a, b))


def verdict(ssl: Curve, other: Curve) -> Verdict | None:
    """How `ssl` stands against `other`; None if they share no draw at any count."""
    leads = _leads(ssl, other)
    if not leads:
        return None
    changes = _crossings(leads)
    return Verdict(leads, tuple(changes), _kind(leads, changes))


def _leads(a: Curve, b: Curve) -> dict[int, Interval]:
    leads = {count: paired_lead(a[count], b[count]) for count in sorted(set(a) & set(b))}
    return {count: lead for count, lead in leads.items() if lead is not None}


def _kind(leads: Mapping[int, Interval], changes: list[Crossing]) -> Kind:
    known = any(lead.known for lead in leads.values())
    side = next((lead.mean for lead in leads.values() if abs(lead.mean) > TIE), 0.0)
    if not side or (known and not any(lead.excludes_zero for lead in leads.values())):
        return "tie"
    if not changes:
        return "ahead everywhere" if side > 0 else "behind everywhere"
    if len(changes) > 1:
        return "to and fro"
    return "overtakes" if changes[0].first_leads else "overtaken"


def _crossings(leads: Mapping[int, Interval]) -> list[Crossing]:
    found: list[Crossing] = []
    side = 0.0
    points = [(count, lead.mean) for count, lead in leads.items()]
    for before, after in pairwise([points[0], *points] if points else []):
        if abs(after[1]) <= TIE:
            continue
        if side * after[1] < 0:
            found.append(Crossing(_zero(before, after), after[1] > 0))
        side = after[1]
    return found


def _first_reached(gaps: Mapping[int, float]) -> Match:
    """Where a value by labels per class, in order, first is 0 or more."""
    if not gaps:
        raise UserError("There is no point to compare with; measure both with the same draws of labels first.")
    points = list(gaps.items())
    if points[0][1] >= -TIE:
        return Match(float(points[0][0]), "at most")
    for before, after in pairwise(points):
        if after[1] >= -TIE:
            return Match(_zero(before, after), "exact")
    return Match(float(points[-1][0]), "more than")


def _zero(before: tuple[int, float], after: tuple[int, float]) -> float:
    """Where the line through two points (labels per class, value) is 0, straight in the logarithm of labels."""
    for count, value in (before, after):
        if abs(value) <= TIE:
            return float(count)
    along = before[1] / (before[1] - after[1])
    return math.exp((1 - along) * math.log(before[0]) + along * math.log(after[0]))
