"""The training runs of a class: whose each is, and what it has in common with others."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ssl_demo.classroom.classroom import Classroom
from ssl_demo.classroom.owners import is_learner_of
from ssl_demo.config import RunConfig, SubsetConfig, digest
from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status


@dataclass(frozen=True)
class Setting:
    """What runs have in common that can be compared: images, encoder, and seconds of training, or epochs without."""

    data: SubsetConfig
    encoder: str
    seconds: float | None
    epochs: float | None

    @property
    def key(self) -> str:
        return digest(self)


@dataclass(frozen=True)
class Draw:
    """A training run of a class. learner: whose it is, the id of whoever asked for it first. shared_with: the ids of
    those who take part in it beside; it counts once all the same."""

    run: Run
    learner: str
    shared_with: tuple[str, ...]
    config: RunConfig
    status: Status

    @property
    def run_id(self) -> str:
        return self.run.id

    @property
    def setting(self) -> Setting:
        config = self.config
        return Setting(config.data, config.encoder, config.seconds, None if config.seconds else config.epochs)

    @cached_property
    def kind(self) -> str:
        """Method, knobs, recipe and all else but the setting and the seed, as a digest: of two runs with the same
        setting and kind, each is one more draw of the other."""
        config = self.config
        return digest(dataclasses.replace(config, data=SubsetConfig(), encoder="S", seconds=None, epochs=None, seed=0))


@dataclass(frozen=True)
class LeftOut:
    """A run of a learner that is not pooled, and why, as the end of a sentence."""

    run_id: str
    learner: str
    why: str


def draws_of(classroom: Classroom, runs: Iterable[Run]) -> tuple[list[Draw], list[LeftOut]]:
    """The runs that learners of this class made or take part in, the oldest first, and those that can't be read.

    runs: all training runs. The teacher's own runs are nobody's draw, unless a learner takes part in them. Those of a
    learner who has left stay: what came out doesn't change with who is there.
    """
    found, damaged = [], []
    takers_of: dict[str, list[str]] = {}
    for learner in classroom.learners():
        for run_id in classroom.runs_of(learner.id):
            takers_of.setdefault(run_id, []).append(learner.id)
    for run in sorted(runs, key=lambda each: (each.created, each.id)):
        takers, owner = takers_of.get(run.id, []), run.owner
        made_here = is_learner_of(classroom.code, owner)
        whose = owner if made_here else next(iter(takers), "")
        if not whose:
            continue
        try:
            config = run.config
        except UserError as error:
            damaged.append(LeftOut(run.id, whose, str(error)))
            continue
        found.append(Draw(run, whose, tuple(taker for taker in takers if taker != whose), config, run.status))
    return found, damaged
