"""Which runs stand side by side: the current one, and others that looked at the same images."""

from __future__ import annotations

from dataclasses import dataclass

from app.frame import run_title, run_titles
from app.names import needs_labels
from app.runs.view import RunView, read_run
from ssl_demo.runs.run import Run

UNTRAINED = "untrained"
MOST_BESIDE = 2


@dataclass(frozen=True)
class Shown:
    """One map among others: of a run at all its steps, or `only_untrained` at the first. title: stands above it."""

    view: RunView
    title: str
    only_untrained: bool = False

    @property
    def run(self) -> Run:
        return self.view.run

    @property
    def steps(self) -> list[int]:
        return [0] if self.only_untrained else self.run.snapshots()

    @property
    def key(self) -> str:
        """Of the map on the page."""
        return f"embedding_map_{self.run.id}{'_untrained' if self.only_untrained else ''}"


def comparable(view: RunView, alike: list[Run]) -> dict[str, str]:
    """What may stand beside this run, by name or run id, with its title: the untrained encoder, and those of `alike`,
    on the same images, that were looked at; those with labels first."""
    found = {UNTRAINED: "The untrained encoder"} if 0 in view.run.snapshots() else {}
    looked_at = [run for run in alike if run.snapshots()]
    titles = run_titles(looked_at)
    for run in sorted(looked_at, key=lambda run: not needs_labels(run.config.method)):
        found[run.id] = titles[run.id]
    return found


def side_by_side(view: RunView, chosen: list[str], titles: dict[str, str], alike: list[Run]) -> list[Shown]:
    """The current run, without a title where it stands alone, and those that were chosen, in that order."""
    by_id = {run.id: run for run in alike}
    return [
        Shown(view, run_title(view.run) if chosen else ""),
        *(
            Shown(view, titles[name], only_untrained=True)
            if name == UNTRAINED
            else Shown(read_run(by_id[name]), titles[name])
            for name in chosen
        ),
    ]
