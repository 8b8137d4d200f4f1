"""How long networks of each size took, as far as a job has measured it."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean

from app.scaling.lines import FROM_SCRATCH
from ssl_demo.runs.run import Run


def seconds_by_size(jobs: Iterable[Run], run_id: str) -> dict[str, float]:
    """Mean seconds of a training from scratch, by the letter of its size, from the newest of these jobs on this run
    that trained two sizes at least; empty if none did. jobs: newest first.

    Where trainings ran side by side, it is the time from one's end to the next one's.
    """
    for job in jobs:
        if job.problem is not None or run_id not in job.curve_config.runs:
            continue
        took: dict[str, list[float]] = {}
        for event in job.events()[0]:
            if event.get("type") == "point" and event.get("contender") in FROM_SCRATCH:
                took.setdefault(event["contender"].removeprefix("supervised_"), []).append(event["seconds"])
        if len(took) > 1:
            return {size: mean(took[size]) for size in sorted(took, key="SML".index)}
    return {}
