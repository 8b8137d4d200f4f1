"""A transfer matrix as the page needs it: what is measured, in which units, and who is who. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from app.transfer.names import Names, is_specialist, task_title, written
from app.words import listed
from ssl_demo.evaluation.interval import Interval, mean_interval
from ssl_demo.evaluation.transfer.table import Table
from ssl_demo.evaluation.transfer.task import Metric


@dataclass(frozen=True)
class Board:
    """table: the scores so far. names: of its encoders. metrics: by task, how it is scored."""

    table: Table
    names: Names
    metrics: Mapping[str, Metric]

    @property
    def specialists(self) -> list[str]:
        """The encoders that were trained for one of the tasks."""
        return [encoder for encoder in self.table.encoders if is_specialist(encoder)]

    @property
    def seeds(self) -> int:
        """From how many seeds there is at least one score."""
        return len({seed for cell in self.table.scores.values() for seed in cell})

    def title(self, encoder: str) -> str:
        """What an encoder is called."""
        return self.names.title(encoder)

    def score(self, encoder: str, task: str) -> str:
        """A cell's mean score over the seeds, written in its unit; empty where there is none."""
        scores = self.table.scores.get((encoder, task))
        return written(self.metrics[task], mean(scores.values())) if scores else ""

    def value(self, encoder: str, task: str) -> float | None:
        """Where a cell stands between the untrained encoder, 0, and the specialist, 1, the mean over the seeds."""
        values = self.table.normalised(encoder, task)
        return mean(values.values()) if values else None

    def interval(self, encoder: str, task: str) -> Interval | None:
        """A cell's mean score over the seeds with its 95 % interval, in the task's unit."""
        scores = self.table.scores.get((encoder, task))
        return mean_interval(list(scores.values())) if scores else None


def units_at_work(table: Table, seeds: int, together: int) -> set[str]:
    """The encoders that are being trained or probed, so many together: the first that lack a task, seed by seed."""
    missing = [
        encoder
        for seed in range(seeds)
        for encoder in table.encoders
        if any(seed not in table.scores.get((encoder, task), {}) for task in table.tasks)
    ]
    return set(missing[:together])


def titles_of(tasks: Sequence[str]) -> str:
    """The titles of these tasks, listed."""
    return listed([task_title(task) for task in tasks])
