"""Two recipes, and the runs that differ in them alone, found by their settings. Knows no Streamlit."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from app.collapse.pair import Twins, find_twins
from app.names import method_title
from ssl_demo.config import Recipe, RunConfig, differences, knobs
from ssl_demo.runs.run import Run

A, B, UNTRAINED = "A", "B", "untrained"
"""What the encoders that are compared are called."""


@dataclass(frozen=True)
class Named:
    """A recipe and what it is called."""

    name: str
    recipe: Recipe


@dataclass(frozen=True)
class Plan:
    """Which recipes to compare. usual: all other settings, with seconds; epochs follow when the runs are queued."""

    usual: RunConfig
    a: Named
    b: Named

    def config(self, side: Named) -> RunConfig:
        """The settings of a side's run."""
        return dataclasses.replace(self.usual, recipe=side.recipe)

    def run_name(self, side: Named) -> str:
        """What a side's run is called: "SimCLR, recipe Crop only"."""
        return f"{method_title(self.usual.method)}, recipe {side.name}"

    def twins(self, runs: Sequence[Run]) -> Twins:
        """The runs of A and B among these, newest first."""
        return Twins(*find_twins(self.config(self.a), self.config(self.b), runs))

    def changes(self) -> list[str]:
        """What A and B differ in, in words: "chance of a mirror image: 0 with A, 0.5 with B"."""
        helps = knobs(Recipe)
        return [
            f"{helps[name].help}: {ours:g} with A, {theirs:g} with B"
            for name, ours, theirs in differences(self.a.recipe, self.b.recipe)
        ]


def both_done(twins: Twins) -> bool:
    """Whether both runs have come to their end, with an encoder to look into."""
    return len(twins.runs) == 2 and all(run.status.state == "done" for run in twins.runs)
