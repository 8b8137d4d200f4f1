"""The transfer matrix: how well each encoder serves each task, between the untrained encoder and the specialist.

Scores of different tasks can't be averaged: a degree is no per cent. So each task has a scale of its own. Its zero is
the untrained encoder of the same seed; its unit is how far the specialist is ahead of that, on average over the seeds.
Both are yardsticks of Zamir et al. 2018, "Taskonomy: Disentangling Task Transfer Learning", §3.3 and §4, which tells
how often they are beaten. A lead of one encoder over another owes nothing to where zero lies. The unit is taken as
given: how much it varies itself with the seeds is in no interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean
from typing import Any

from ssl_demo.evaluation.interval import Interval, mean_interval, paired_lead
from ssl_demo.evaluation.reading import CLEAR

UNTRAINED = "untrained"
BySeed = dict[int, float]


@dataclass(frozen=True)
class Table:
    """What is measured of a matrix so far.

    encoders: "untrained", the tasks' names for those trained for them, and "ssl-0", "ssl-1" …; tasks: their names.
    scores: by encoder and task, a score for each seed in the task's own unit. errors: their standard error over the
    test images, the mean over the seeds. higher: the tasks in which more is better. chance: by task, the score of the
    best answer without a look at the image.
    """

    encoders: Sequence[str]
    tasks: Sequence[str]
    scores: Mapping[tuple[str, str], BySeed]
    errors: Mapping[tuple[str, str], float]
    higher: frozenset[str]
    chance: Mapping[str, float]

    @cached_property
    def units(self) -> dict[str, float]:
        """By task, how much more the specialist scores than the untrained encoder (less where less is better), the mean
        over the seeds that have both; only where that is more than the luck of the test images: on the scale of next to
        nothing, all would be huge."""
        gaps = {task: mean(ahead.values()) for task in self.tasks if (ahead := self._ahead(task, task))}
        return {task: gap for task, gap in gaps.items() if self._sign(task) * gap > CLEAR * self._luck(task)}

    @property
    def without_scale(self) -> list[str]:
        """The tasks whose specialist isn't clearly better than the untrained encoder."""
        return [task for task in self.tasks if self._ahead(task, task) and task not in self.units]

    def normalised(self, encoder: str, task: str) -> BySeed | None:
        """By seed, where a cell stands between the untrained encoder, 0, and the specialist, about 1. It may be below 0
        and above 1. None where there is no such scale yet, or nothing is measured."""
        if task not in self.units:
            return None
        return {seed: ahead / self.units[task] for seed, ahead in self._ahead(encoder, task).items()} or None

    def row_means(self, encoder: str) -> BySeed:
        """By seed, the mean of a row over all tasks that have a scale; only of seeds in which nothing is missing."""
        counted = [task for task in self.tasks if task not in self.without_scale]
        cells = [self.normalised(encoder, task) or {} for task in counted]
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
        """Whether no encoder is clearly better than the specialist at its own task, over the seeds. With a single seed,
        by which nothing is clear, whether it is the best. None while it isn't known."""
        leads = [self.lead_in(task, encoder, task) for encoder in self.encoders if encoder != task]
        known = [lead for lead in leads if lead is not None]
        if not known:
            return None
        return not any(lead.low > 0 if lead.known else lead.mean > 0 for lead in known)

    @property
    def complete(self) -> bool:
        """Whether every cell has a score for every seed that any cell has."""
        seeds = {seed for cell in self.scores.values() for seed in cell}
        return bool(seeds) and all(
            seeds <= self.scores.get((encoder, task), {}).keys() for encoder in self.encoders for task in self.tasks
        )

    def _ahead(self, encoder: str, task: str) -> BySeed:
        """By seed, the score of an encoder less that of the untrained one."""
        scores, untrained = self.scores.get((encoder, task), {}), self.scores.get((UNTRAINED, task), {})
        return {seed: scores[seed] - untrained[seed] for seed in sorted(scores.keys() & untrained.keys())}

    def _luck(self, task: str) -> float:
        """The standard error, over the test images, of how far the specialist is ahead of the untrained encoder."""
        return math.hypot(self.errors[UNTRAINED, task], self.errors[task, task])

    def _sign(self, task: str) -> int:
        return 1 if task in self.higher else -1


def table_of(rows: Iterable[Mapping[str, Any]], encoders: Sequence[str], tasks: Sequence[str]) -> Table:
    """The table of a matrix's rows {encoder, task, seed, score, error, higher_is_better, chance}; of two for the same
    cell and seed the last one counts, and what belongs to none of these encoders and tasks is left out."""
    scores: dict[tuple[str, str], BySeed] = {}
    errors: dict[tuple[str, str], BySeed] = {}
    higher, chance = set(), {}
    for row in rows:
        encoder, task = str(row.get("encoder")), str(row.get("task"))
        if encoder in encoders and task in tasks:
            scores.setdefault((encoder, task), {})[row["seed"]] = float(row["score"])
            errors.setdefault((encoder, task), {})[row["seed"]] = float(row["error"])
            chance[task] = float(row["chance"])
            if row.get("higher_is_better"):
                higher.add(task)
    mean_errors = {cell: mean(by_seed.values()) for cell, by_seed in errors.items()}
    return Table(tuple(encoders), tuple(tasks), scores, mean_errors, frozenset(higher), chance)
