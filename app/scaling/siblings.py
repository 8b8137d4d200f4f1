"""Runs that differ in nothing but their number of images, and perhaps in the size of their encoder."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.evaluation.label_draws import most_per_class
from ssl_demo.runs.run import Run


@dataclass(frozen=True)
class Family:
    """A chosen run and its siblings, in whatever state they are; of those on as many images one is kept.

    total: how many training images there are, in the classes that the run keeps, and `smallest` how many in the
    smallest of these `classes`.
    """

    chosen: Run
    runs: tuple[Run, ...]
    total: int
    classes: int
    smallest: int

    def images(self, run: Run) -> int:
        """How many images a run saw, or is to see."""
        return run.config.data.images or self.total

    def measurable(self, labels_per_class: int) -> list[Run]:
        """The finished ones in which every class has so many images."""
        return [run for run in self._done() if self._per_class(run) >= labels_per_class]

    def too_small(self, labels_per_class: int) -> list[Run]:
        """The finished ones in which some class has fewer images than that."""
        return [run for run in self._done() if self._per_class(run) < labels_per_class]

    def in_state(self, *states: str) -> list[Run]:
        """Those with the chosen run's encoder that are in one of these states, the fewest images first."""
        same = [run for run in self.runs if run.config.encoder == self.chosen.config.encoder]
        return [run for run in same if run.status.state in states]

    def missing(self, sizes: Iterable[int]) -> list[int]:
        """Of these numbers of images those that no run with the chosen run's encoder has seen or is about to see."""
        there = {self.images(run) for run in self.in_state("done", "queued", "running")}
        return sorted({*sizes} - there)

    def seconds(self, images: int) -> float:
        """How long a sibling on so many images trains: the seconds asked for or, where epochs were, its share."""
        config, took = self.chosen.config, self.chosen.status.figures.get("seconds", 60.0)
        return config.seconds or took * images / self.images(self.chosen)

    def _done(self) -> list[Run]:
        return [run for run in self.runs if run.status.state == "done"]

    def _per_class(self, run: Run) -> int:
        # A subset deals out one image of each class in turn, while the class has one left.
        return min(self.images(run) // self.classes, self.smallest)


def family_of(chosen: Run, runs: Sequence[Run], whole: Images) -> Family:
    """The siblings of a run among these, newest first. whole: all training images that there are to choose from.

    Of several on as many images, with as large an encoder, the chosen one goes first, then one that is done, then one
    that is on its way, then the newest.
    """
    total = len(whole)
    alike = [run for run in runs if run.problem is None and common(run.config) == common(chosen.config)]
    kept: dict[tuple[str, int], Run] = {}
    for run in sorted(alike, key=lambda run: _rank(run, chosen)):
        images = run.config.data.images or total
        if images <= total:  # else it comes from a data set that has shrunk since
            kept.setdefault((run.config.encoder, images), run)
    ordered = [kept[key] for key in sorted(kept)]
    return Family(chosen, tuple(ordered), total, len(whole.classes), most_per_class(whole.labels))


def common(config: RunConfig) -> RunConfig:
    """What siblings share. Epochs follow from the seconds, so they count only where no seconds were asked for."""
    data = dataclasses.replace(config.data, images=None)
    epochs = None if config.seconds else config.epochs
    return dataclasses.replace(config, data=data, epochs=epochs, encoder="S")


def on_images(config: RunConfig, images: int) -> RunConfig:
    """The settings of a sibling, not yet trained, on so many images."""
    data = dataclasses.replace(config.data, images=images)
    return dataclasses.replace(config, data=data, epochs=None if config.seconds else config.epochs)


def _rank(run: Run, chosen: Run) -> tuple[bool, bool, bool]:
    status = run.status
    return run.id != chosen.id, status.state != "done", not status.active
