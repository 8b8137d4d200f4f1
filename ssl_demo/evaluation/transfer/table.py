"""The transfer matrix: how well each encoder serves each task, between the untrained encoder and the specialist.

Scores of different tasks can't be averaged: a degree is no per cent. So each task has a scale of its own, on which the
untrained encoder is at 0 and the encoder that was trained for the task at 1 (both by their means over the seeds). What
is called transfer has been measured so since Zamir et al. 2018, "Taskonomy: Disentangling Task Transfer Learning", §3,
there by ranks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean
from typing import Any

from ssl_demo.evaluation.interval import Interval, mean_interval, paired_lead

UNTRAINED = "untrained"
BySeed = dict[int, float]


@dataclass(frozen=True)
class Table:
    """What is measured of a matrix so far.

    encoders: "untrained", the tasks' names for those trained for them, and "ssl-0", "ssl-1" …; tasks: their names.
    scores: by encoder and task, a score for each seed in the task's own unit. higher: the tasks in which more is
    better. chance: by task, the score of the best answer without a look at the image.
    """

    encoders: Sequence[str]
    tasks: Sequence[str]
    scores: Mapping[tuple[str, str], BySeed]
    higher: frozenset[str]
    chance: Mapping[str, float]

    @cached_property
    def anchors(self) -> dict[str, tuple[float, float]]:
        """By task, the mean scores of the untrained encoder and of the specialist, of tasks that have both, and whose
        specialist is better."""
        found = {}
        for task in self.tasks:
            low, high = self.scores.get((UNTRAINED, task)), self.scores.get((task, task))
            if low and high and self._sign(task) * (mean(high.values()) - mean(low.values())) > 0:
                found[task] = mean(low.values()), mean(high.values())
        return found

    def normalised(self, encoder: str, task: str) -> BySeed | None:
        """By seed, where a cell stands between the untrained encoder, 0, and the specialist, 1. It may be below 0 and
        above 1. None where there is no such scale yet, or nothing is measured."""
        scores = self.scores.get((encoder, task))
        if not scores or task not in self.anchors:
            return None
        low, high = self.anchors[task]
        return {seed: (score - low) / (high - low) for seed, score in scores.items()}

    def row_means(self, encoder: str) -> BySeed:
        """By seed, the mean over all tasks of a row; only of seeds that have them all."""
        cells = [self.normalised(encoder, task) or {} for task in self.tasks]
        seeds = set.intersection(*map(set, cells)) if cells else set()
        return {seed: mean(cell[seed] for cell in cells) for seed in sorted(seeds)}

    def ranking(self) -> list[tuple[str, Interval]]:
        """The encoders whose rows are complete, the best mean first, with 95 % intervals over the seeds."""
        rows = ((encoder, self.row_means(encoder)) for encoder in self.encoders)
        ranked = [(encoder, mean_interval(list(row.values()))) for encoder, row in rows if row]
        return sorted(ranked, key=lambda entry: -entry[1].mean)

    def lead(self, one: str, other: str) -> Interval | None:
        """How far the mean of one row is ahead of another's, seed by seed; None if they share no seed."""
        return paired_lead(self.row_means(one), self.row_means(other))

    def lead_in(self, task: str, one: str, other: str) -> Interval | None:
        """How much better one encoder is than another in a task, in its unit, seed by seed; None if they share none."""
        lead = paired_lead(self.scores.get((one, task), {}), self.scores.get((other, task), {}))
        if lead is None or task in self.higher:
            return lead
        return Interval(-lead.mean, -lead.high, -lead.low)

    def best_at(self, task: str) -> str | None:
        """The encoder with the best mean score in a task; None while there is none."""
        found = {encoder: self.scores[encoder, task] for encoder in self.encoders if (encoder, task) in self.scores}
        return max(found, key=lambda encoder: self._sign(task) * mean(found[encoder].values()), default=None)

    def specialist_holds(self, task: str) -> bool | None:
        """Whether the specialist is the best at its own task, or so near that the seeds can't tell; None if unknown."""
        best = self.best_at(task)
        if best is None or (task, task) not in self.scores:
            return None
        lead = self.lead_in(task, best, task)
        return best == task or lead is None or not lead.excludes_zero

    @property
    def complete(self) -> bool:
        """Whether every cell has a score for every seed that any cell has."""
        seeds = {seed for cell in self.scores.values() for seed in cell}
        return bool(seeds) and all(
            seeds <= self.scores.get((encoder, task), {}).keys() for encoder in self.encoders for task in self.tasks
        )

    def _sign(self, task: str) -> int:
        return 1 if task in self.higher else -1


def table_of(rows: Iterable[Mapping[str, Any]], encoders: Sequence[str], tasks: Sequence[str]) -> Table:
    """The table of a matrix's rows {encoder, task, seed, score, higher_is_better, chance}; of two for the same cell and
    seed the last one counts, and what belongs to none of these encoders and tasks is left out."""
    scores: dict[tuple[str, str], BySeed] = {}
    higher, chance = set(), {}
    for row in rows:
        encoder, task = str(row.get("encoder")), str(row.get("task"))
        if encoder in encoders and task in tasks:
            scores.setdefault((encoder, task), {})[int(row["seed"])] = float(row["score"])
            chance[task] = float(row["chance"])
            if row.get("higher_is_better"):
                higher.add(task)
    return Table(tuple(encoders), tuple(tasks), scores, frozenset(higher), chance)
