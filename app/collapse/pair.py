"""A sabotaged run and its healthy twin, found by their settings: so a reload and a second tab see the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.collapse.gauges import diverged_at
from app.names import method_title
from app.runs.view import read_run
from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.methods import Sabotage
from ssl_demo.methods.sabotage import sabotaged
from ssl_demo.runs.run import Run


@dataclass(frozen=True)
class Plan:
    """What is to be broken, and how. healthy: settings with seconds; the epochs follow when the runs are queued."""

    healthy: RunConfig
    sabotage: Sabotage

    @property
    def broken(self) -> RunConfig:
        return sabotaged(self.healthy, self.sabotage)

    @property
    def broken_name(self) -> str:
        """What the sabotaged run is called: "SimCLR without the negatives"."""
        title, of = self.sabotage.title, method_title(self.healthy.method)
        removed = title.removeprefix("Remove ")
        return f"{of} without {removed}" if removed != title else f"{of}: {title[:1].lower()}{title[1:]}"

    @property
    def twin_name(self) -> str:
        return f"{method_title(self.healthy.method)}, healthy twin"


@dataclass(frozen=True)
class Twins:
    """Two runs of settings that differ in one thing, as far as they are there: with as many steps each, from the same
    seed."""

    first: Run | None
    second: Run | None

    @property
    def runs(self) -> list[Run]:
        return [run for run in (self.first, self.second) if run is not None]

    @property
    def active(self) -> bool:
        return any(run.status.active for run in self.runs)

    @property
    def epochs(self) -> float | None:
        """What both train for; None while neither tells."""
        return next((run.config.epochs for run in self.runs if usable(run)), None)

    @property
    def lacks_first(self) -> bool:
        return self.first is None or not usable(self.first)

    @property
    def lacks_second(self) -> bool:
        return self.second is None or not usable(self.second)


class Pair(Twins):
    """The runs of a plan: the sabotaged one first, and its healthy twin."""

    @property
    def broken(self) -> Run | None:
        return self.first

    @property
    def twin(self) -> Run | None:
        return self.second

    @property
    def lacks_broken(self) -> bool:
        return self.lacks_first

    @property
    def lacks_twin(self) -> bool:
        return self.lacks_second


def find_pair(plan: Plan, runs: Sequence[Run]) -> Pair:
    """The pair among these runs, newest first. One on its way or at its end goes before one that was stopped."""
    return Pair(*find_twins(plan.broken, plan.healthy, runs))


def find_twins(first: RunConfig, second: RunConfig, runs: Sequence[Run]) -> tuple[Run | None, Run | None]:
    """The runs of both settings, whose epochs aren't given, among these, newest first. One on its way or at its end
    goes before one that was stopped; where the first is there, the second has as many epochs."""
    configs = {run: config for run in runs if (config := _settings(run))}
    found = _best(_alike(first, configs))
    others = _alike(second, configs)
    if found is not None and usable(found):
        others = [run for run in others if configs[run].epochs == configs[found].epochs]
    return found, _best(others)


def usable(run: Run) -> bool:
    """Whether a run has come to its end, if only by diverging, or will do so by itself."""
    status = run.status
    return status.active or status.state == "done" or diverged_at(read_run(run)) is not None


def _settings(run: Run) -> RunConfig | None:
    """None where they can't be read, or don't tell yet for how many epochs it trains."""
    try:
        config = run.config
    except UserError:
        return None
    return config if config.epochs is not None else None


def _alike(wanted: RunConfig, configs: Mapping[Run, RunConfig]) -> list[Run]:
    """The runs of these settings, whatever their epochs."""
    return [run for run, config in configs.items() if dataclasses.replace(config, epochs=None) == wanted]


def _best(runs: Sequence[Run]) -> Run | None:
    return min(runs, key=lambda run: (not usable(run), not run.status.active), default=None)
