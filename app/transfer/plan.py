"""What matrix is asked for, and the run that holds it. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.survived.plan import Named
from app.survived.plan import Plan as Pair
from app.transfer.names import Names
from ssl_demo.config import RunConfig, TransferConfig
from ssl_demo.data.registry import is_scenes
from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run


@dataclass(frozen=True)
class Plan:
    """A matrix's settings, with the recipes by name. usual: the settings without recipes."""

    usual: TransferConfig
    a: Named
    b: Named

    @property
    def recipes(self) -> tuple[Named, ...]:
        """One for each self-supervised encoder: one alone where A and B are the same."""
        return (self.a,) if self.a.recipe == self.b.recipe else (self.a, self.b)

    @property
    def config(self) -> TransferConfig:
        return replace(self.usual, recipes=tuple(named.recipe for named in self.recipes))

    @property
    def names(self) -> Names:
        return Names([named.name for named in self.recipes])

    @property
    def has_surface(self) -> bool:
        """Whether these images have a shape and a pattern to put in conflict."""
        return is_scenes(self.usual.data.dataset)

    def changes(self) -> list[str]:
        """What A and B differ in, in words."""
        return Pair(RunConfig(), self.a, self.b).changes()


def matrix_run(config: TransferConfig, runs: Iterable[Run]) -> Run | None:
    """The newest of these runs with exactly this config; one that is at work or waits goes first."""
    found = [run for run in runs if _config_of(run) == config]
    return next((run for run in found if run.status.active), found[0] if found else None)


def _config_of(run: Run) -> TransferConfig | None:
    try:
        return run.transfer_config
    except UserError:
        return None
