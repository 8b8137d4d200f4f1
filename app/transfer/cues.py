"""By shape or by surface: what the encoders of a matrix went by, in numbers and sentences. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.findings import percent
from app.transfer.dots import Row
from app.transfer.names import Names, is_self_supervised
from app.words import listed, plain
from ssl_demo.evaluation.interval import Interval, mean_interval
from ssl_demo.evaluation.transfer.cue_conflict import Decisions
from ssl_demo.evaluation.transfer.table import UNTRAINED

BySeed = dict[int, Decisions]
EVEN = 0.5


@dataclass(frozen=True)
class Cues:
    """decisions: by encoder and seed, of encoders with at least one decision for either cue."""

    decisions: Mapping[str, BySeed]
    names: Names

    def shares(self, encoder: str) -> list[float]:
        """For each seed, the share of the decisions for one of the two cues that followed the shape."""
        found = (each.shape_share for each in self.decisions[encoder].values())
        return [share for share in found if share is not None]

    def share(self, encoder: str) -> Interval:
        """Their mean with its 95 % interval."""
        return mean_interval(self.shares(encoder))

    def counts(self, encoder: str) -> Decisions:
        """The decisions of all seeds together."""
        return Decisions(*(sum(numbers) for numbers in zip(*self.decisions[encoder].values(), strict=True)))

    def rows(self) -> list[Row]:
        """For a figure, in the order of the matrix."""
        return [
            Row(encoder, self.names.title(encoder), self.shares(encoder), _counted(self.counts(encoder)))
            for encoder in self.decisions
        ]


def cues_of(rows: Iterable[Mapping[str, Any]], encoders: Sequence[str], names: Names) -> Cues:
    """From a matrix's rows {encoder, seed, shape, pattern, neither}; of two for the same seed the last one counts."""
    found: dict[str, BySeed] = {encoder: {} for encoder in encoders}
    for row in rows:
        if row.get("encoder") in found:
            counts = Decisions(int(row["shape"]), int(row["pattern"]), int(row["neither"]))
            found[row["encoder"]][row["seed"]] = counts
    known = {e: seeds for e, seeds in found.items() if any(each.shape_share is not None for each in seeds.values())}
    return Cues(known, names)


def _counted(counts: Decisions) -> str:
    return f"{counts.shape:,} by shape, {counts.pattern:,} by pattern, {counts.neither:,} neither"


def finding(cues: Cues) -> str:
    """ "Specialist: class follows the shape most, in 83 %; Untrained least, in 31 %", in plain text."""
    ranked = sorted(cues.decisions, key=lambda encoder: -cues.share(encoder).mean)
    most, least = ranked[0], ranked[-1]
    said = f"{cues.names.title(most)} follows the shape in {percent(cues.share(most).mean)} of its decisions"
    if len(ranked) == 1:
        return said
    return f"{said}, the most of all; {cues.names.title(least)} in {percent(cues.share(least).mean)}, the least"


def said(cues: Cues) -> list[str]:
    """Markdown: who goes clearly by shape, who by surface, of whom it can't be told, and what training changed."""
    shape, surface, open_ = [], [], []
    for encoder in cues.decisions:
        interval = cues.share(encoder)
        text = f"{plain(cues.names.title(encoder))} ({percent(interval.mean)})"
        low, high = (interval.low, interval.high) if interval.known else (interval.mean, interval.mean)
        (shape if low > EVEN else surface if high < EVEN else open_).append(text)
    few = any(not cues.share(encoder).known for encoder in cues.decisions)
    sentences = []
    if shape:
        sentences.append(f"**By shape** in most decisions: {listed(shape)}.")
    if surface:
        sentences.append(f"**By surface** in most decisions: {listed(surface)}.")
    if open_:
        sentences.append(f"**Neither way clearly**: {listed(open_)}.")
    if few:
        sentences.append("Where there is one seed only, nothing tells whether its number is luck: intervals need two.")
    return sentences + _changed(cues)


def _changed(cues: Cues) -> list[str]:
    if UNTRAINED not in cues.decisions:
        return []
    before = cues.share(UNTRAINED).mean
    return [
        f"Training **without labels** took the share of {plain(cues.names.title(encoder))} from {percent(before)} "
        f"(untrained) to {percent(cues.share(encoder).mean)}."
        for encoder in cues.decisions
        if is_self_supervised(encoder)
    ]
