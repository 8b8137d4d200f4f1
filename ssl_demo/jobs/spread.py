"""Many small computations of one job: over the cores of this machine, or over the nodes of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, Self, TypeVar

from ssl_demo.jobs.side_by_side import side_by_side
from ssl_demo.runs.run import Run

T = TypeVar("T")
R = TypeVar("R")
T_in = TypeVar("T_in", contravariant=True)
R_out = TypeVar("R_out", covariant=True)

Check = Callable[[], None]
"""Called between steps; it raises Stopped when the job is asked to stop."""


class Bench(Protocol[T_in, R_out]):
    """Where a job's items are computed. Each item gives the same numbers, whatever else is computed on the bench."""

    @classmethod
    def of(cls, run: Run, check: Check) -> Self:
        """The bench of this run's job; another machine that has the run's files and images can make one like it."""
        ...

    def prepare(self, items: Sequence[T_in]) -> None:
        """Make what these items share. What was prepared before may be forgotten."""

    def measure(self, item: T_in, /) -> R_out:
        """Compute one of the items that were prepared. May be called from several threads at once."""
        ...


class Spread(Protocol):
    """A way to have items computed: yields what they give, as it comes. Raises what a computation raises."""

    def __call__(self, bench: Bench[T, R], items: Sequence[T]) -> Iterator[R]: ...


def over_cores(bench: Bench[T, R], items: Sequence[T]) -> Iterator[R]:
    """Here, one item on each core; what they share is made before this returns."""
    bench.prepare(items)
    return side_by_side(bench.measure, items)
